/** A cursor over a page's text. Errors: ExpositionError, with the line; the parser makes an answer of it. */
export class ExpositionError extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.name = "ExpositionError";
    this.at = at;
  }
}

const SHOWN = 24;

export class PageScanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** What a sticky pattern matches here, passed over; null when it does not match. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  is(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** The rest of this line, without its end, which is passed over. */
  line(): string {
    const end = this.text.indexOf("\n", this.at);
    const from = this.at;
    this.at = end < 0 ? this.text.length : end + 1;
    return this.text.slice(from, end < 0 ? undefined : end);
  }

  expected(what: string): ExpositionError {
    const found = this.isAtEnd ? "the end of the page" : JSON.stringify(this.text.slice(this.at, this.at + SHOWN));
    return new ExpositionError(this.at, `expected ${what}, found ${found}`);
  }
}

/** The line of this place, from 1. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < at; i = text.indexOf("\n", i + 1)) line++;
  return line;
}
