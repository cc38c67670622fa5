/**
 * Tokens -> a text that the official grammar reads as Prometheus would read the query. The grammar was made for an editor's colours,
 * and as a grammar of values it is wrong in places; each is mended here, before it parses:
 * - `a + b offset 5m`, `-b[5m]`, `a and b @ 5`: it takes what follows for a modifier of the whole. An operand with its modifiers gets
 *   parentheses here ("virtual": no token of the query).
 * - `-1^2`: it may take the sign into the number. The number gets virtual parentheses.
 * - `1./6.`, `0x_1F`, inf, raw strings, escapes: it lags behind. Numbers become `1`, strings `""`; their values are read from the query.
 * - `group_left (a offset 5m)`: after our parentheses around an operand it would take it for labels; a list of none is put before.
 * - functions it does not know, and metrics called `offset` or like a function: names become `ln` and `x`, labels `x`.
 * - thousands of parentheses around the same thing: one pair says it, and its tree has no room for more levels.
 */
import { Context, TokenShape } from "./normaliseShape.ts";
import type { Token } from "./parseTokens.ts";

export interface Normalised {
  readonly text: string;
  /** For each character of `text`: the token it stands for; for a virtual parenthesis the token beside it; -1 for a blank. */
  readonly tokenAt: Int32Array;
  /** 1 where a character is a virtual parenthesis. */
  readonly virtual: Uint8Array;
  /** A token at which the query is surely deeper than any tree may be, so that nobody need try; -1 for none. */
  readonly tooDeepAt: number;
}

/** Brackets within each other that make a tree too deep. */
const MOST_BRACKETS = 3_000;
/** Beyond this depth redundant parentheses are left away. */
const DEEP = 200;
const DURATION_WORDS: ReadonlySet<string> = new Set(["step", "range", "min_of", "max_of"]);

export function normalise(tokens: readonly Token[]): Normalised {
  const plan = new Plan(tokens);
  plan.groupOperands();
  plan.dropRedundant();
  return plan.write();
}

class Plan extends TokenShape {
  /** Virtual parentheses before and after each token. */
  private readonly opens: Uint8Array;
  private readonly closes: Uint8Array;
  private readonly dropped: Uint8Array;

  constructor(tokens: readonly Token[]) {
    super(tokens);
    this.opens = new Uint8Array(tokens.length);
    this.closes = new Uint8Array(tokens.length);
    this.dropped = new Uint8Array(tokens.length);
  }

  /** Virtual parentheses around operands with modifiers, and around signed numbers. */
  groupOperands(): void {
    for (let i = 0; i < this.tokens.length; i++) {
      const chainEnd = this.ends[i - 1] ? this.endOfModifiers(i) : i;
      if (chainEnd > i) {
        const start = this.startOfOperand(i - 1);
        if (start >= 0 && this.mayPrecedeOperand(start - 1)) this.group(start, chainEnd - 1);
        i = chainEnd - 1;
      } else if (this.isSign(i) && this.type(i + 1) === "number" && this.mayPrecedeOperand(i - 1)) {
        if (!this.isFill(i - 1)) this.group(i + 1, i + 1);
      }
    }
  }

  private group(from: number, to: number): void {
    this.opens[from] = (this.opens[from] ?? 0) + 1;
    this.closes[to] = (this.closes[to] ?? 0) + 1;
  }

  /** Just after the modifiers that begin at `i`; `i` when there are none, or none that are whole. */
  private endOfModifiers(from: number): number {
    let end = from;
    for (;;) {
      const next = this.endOfModifier(end);
      if (next === end) return end;
      end = next;
    }
  }

  private endOfModifier(i: number): number {
    const word = this.word(i);
    if (word === "[") return (this.pair[i] ?? -1) + 1 || i;
    if (this.type(i) === "keyword" && (word === "anchored" || word === "smoothed")) return i + 1;
    const isOffset = this.type(i) === "keyword" && word === "offset";
    if (!isOffset && !(this.type(i) === "operator" && word === "@")) return i;
    const first = this.skipSigns(i + 1);
    const end = this.endOfPrimary(first);
    if (end === first) return i;
    return isOffset && this.word(i + 1) === "(" ? this.endOfOffset(i + 1, end) : end;
  }

  /** `offset (5m) * 2`: what follows the parentheses is part of the offset, as Prometheus has it; the grammar would multiply the result. */
  private endOfOffset(from: number, endOfParentheses: number): number {
    let end = endOfParentheses;
    while (this.type(end) === "operator" && /^[-+*/%^]$/.test(this.word(end))) {
      const operand = this.skipSigns(end + 1);
      const next = this.endOfPrimary(operand);
      end = next;
      if (next === operand) break;
    }
    if (end > endOfParentheses) this.group(from, end - 1);
    this.context.fill(Context.DURATION, from, end);
    return end;
  }

  dropRedundant(): void {
    if (this.depth <= DEEP) return;
    for (let i = 0; i + 2 < this.tokens.length; i++) {
      const close = this.pair[i] ?? -1;
      if (this.word(i) !== "(" || this.word(i + 1) !== "(" || this.pair[i + 1] !== close - 1) continue;
      if (close - 1 === i + 2 || this.opens[i + 1] || this.closes[close - 1]) continue;
      this.dropped[i + 1] = 1;
      this.dropped[close - 1] = 1;
    }
  }

  write(): Normalised {
    const parts = this.tokens.map((_, i) => (this.dropped[i] ? "" : `${this.written(i)} `));
    const length = parts.reduce((sum, part, i) => sum + part.length + (this.opens[i] ?? 0) + (this.closes[i] ?? 0), 0);
    const tokenAt = new Int32Array(length).fill(-1);
    const virtual = new Uint8Array(length);
    let at = 0;
    const mark = (count: number, token: number, isVirtual: number) => {
      tokenAt.fill(token, at, at + count);
      virtual.fill(isVirtual, at, at + count);
      at += count;
    };
    let depth = 0;
    for (const [i, part] of parts.entries()) {
      depth += part === "( " ? 1 : part === ") " ? -1 : 0;
      if (depth > MOST_BRACKETS && this.tooDeepAt < 0) this.tooDeepAt = i;
      const [opens, closes] = [this.opens[i] ?? 0, this.closes[i] ?? 0];
      mark(opens, i, 1);
      mark(Math.max(part.length - 1, 0), i, 0);
      mark(closes, i, 1);
      at += part === "" ? 0 : 1;
      if (opens + closes > 0) parts[i] = `${"(".repeat(opens)}${part.slice(0, -1)}${")".repeat(closes)} `;
    }
    return { text: parts.join(""), tokenAt, virtual, tooDeepAt: this.tooDeepAt };
  }

  private written(i: number): string {
    const word = this.word(i);
    switch (this.type(i)) {
      case "number":
      case "duration":
        return "1";
      case "string":
        return '""';
      case "metricIdentifier":
        return "x";
      case "identifier":
        return this.word(i + 1) === "(" ? "ln" : "x";
      case "preprocessor":
        return this.writtenPreprocessor(i);
      case "aggregator":
      case "operator":
      case "keyword":
        // Of all words Prometheus takes for labels, it leaves out this one.
        if (this.isLabel(i) && word === "without") return "]";
        if (this.metric[i] || this.isLabel(i)) return "x";
        if (/^group_/.test(word) && this.word(i + 1) !== "(") return `${word} ()`;
        // The grammar would take it for a metric; `bool` it refuses.
        return word === "atan2" && this.mayPrecedeOperand(i - 1) ? "bool" : word;
      case "end":
        return "";
      default:
        return word;
    }
  }

  private isLabel(i: number): boolean {
    return this.context[i] === Context.LABELS && /^[a-z]/.test(this.word(i));
  }

  private writtenPreprocessor(i: number): string {
    const word = this.word(i);
    if (this.isLabel(i) || this.word(i + 1) !== "(") return "x";
    if (DURATION_WORDS.has(word)) return this.context[i] === Context.DURATION || this.followsOffset(i) ? word : "ln";
    return this.word(i - 1) === "@" ? word : "ln";
  }
}
