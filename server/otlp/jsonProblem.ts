/** What is wrong with an OTLP/JSON body and where: a path as a sender writes it, what was expected there, and the byte. */
export class JsonProblem extends Error {
  readonly path: string;
  readonly expected: string;
  /** Byte of the body. */
  readonly at: number;
  /** The body as a whole is at fault, not one value in it. */
  isFinal = false;
  constructor(path: string, expected: string, at: number) {
    super(`${path === "" ? "" : `${path}: `}${expected} at byte ${at}`);
    this.path = path;
    this.expected = expected;
    this.at = at;
  }

  final(): this {
    this.isFinal = true;
    return this;
  }
}

/** `["spans", 7, "kind"]` -> `spans[7].kind`. */
export function pathText(path: readonly (string | number)[]): string {
  let text = "";
  for (const step of path) text += typeof step === "number" ? `[${step}]` : text === "" ? step : `.${step}`;
  return text;
}
