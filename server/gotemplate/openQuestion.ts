/** A question that a template asks and whose answer is not known yet: it ends this attempt, and the next one has the answer. */
export class OpenQuestion extends Error {
  constructor(readonly query: string) {
    super(`no answer to ${query} yet`);
  }
}
