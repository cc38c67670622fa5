/** What an evaluation of reference cases answers, whatever their kind. */
export interface CaseResult {
  readonly name: string;
  /** What was expected and what came, one text per difference; none when the case passed. */
  readonly failures: readonly string[];
}

/** Cases in order, as they are decided. */
export type Evaluate = (paths: readonly string[]) => AsyncIterable<CaseResult>;
