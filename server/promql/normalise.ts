/**
 * Tokens -> a text that the official grammar reads as Prometheus would read the query. The grammar was made for an editor's colours,
 * and as a grammar of values it is wrong in places; each is mended here, before it parses:
 * - `a + b offset 5m`, `-b[5m]`, `a and b @ 5`: it takes what follows for a modifier of the whole. An operand with its modifiers gets
 *   parentheses here ("virtual": no token of the query).
 * - `-1^2`: it may take the sign into the number. The number gets virtual parentheses.
 * - `1./6.`, `0x_1F`, inf, raw strings, escapes: it lags behind. Numbers become `1`, strings `""`; their values are read from the query.
 * - functions it does not know, and metrics called `offset` or like a function: names become `ln` and `x`, labels `x`.
 * - thousands of parentheses around the same thing: one pair says it, and its tree has no room for more levels.
 */
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

/** Brackets within each other, and operators in a row (at any of six precedences), that make a tree too deep whatever they are. */
const MOST_BRACKETS = 3_000;
const MOST_OPERATORS = 6 * 2_000;
/** Beyond this depth redundant parentheses are left away. */
const DEEP = 200;
const GROUPING: ReadonlySet<string> = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
const FILLS: ReadonlySet<string> = new Set(["fill", "fill_left", "fill_right"]);
/** What a token stands in. */
const Context = { PLAIN: 0, DURATION: 1, LABELS: 2 } as const;
const DURATION_WORDS: ReadonlySet<string> = new Set(["step", "range", "min_of", "max_of"]);
const NO_METRIC: ReadonlySet<string> = new Set(["atan2", "bool", "on", "ignoring", "group_left", "group_right"]);

export function normalise(tokens: readonly Token[]): Normalised {
  const plan = new Plan(tokens);
  plan.groupOperands();
  plan.dropRedundant();
  return plan.write();
}

class Plan {
  private readonly tokens: readonly Token[];
  private readonly words: readonly string[];
  /** The other bracket of a pair, -1 for none. */
  private readonly pair: Int32Array;
  private readonly opens: Uint8Array;
  private readonly closes: Uint8Array;
  private readonly dropped: Uint8Array;
  private readonly context: Uint8Array;
  /** 1 for operators and keywords that stand where only a metric's name can. */
  private readonly metric: Uint8Array;
  /** 1 for tokens with which an operand may end. */
  private readonly ends: Uint8Array;
  private depth = 0;
  private tooDeepAt = -1;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    this.words = tokens.map(({ type, text }) => (type === "string" ? text : text.toLowerCase()));
    this.pair = new Int32Array(tokens.length).fill(-1);
    this.opens = new Uint8Array(tokens.length);
    this.closes = new Uint8Array(tokens.length);
    this.dropped = new Uint8Array(tokens.length);
    this.context = new Uint8Array(tokens.length);
    this.metric = new Uint8Array(tokens.length);
    this.ends = new Uint8Array(tokens.length);
    this.pairBrackets();
    for (let i = 0; i < tokens.length; i++) {
      this.metric[i] = this.isMetricWord(i) ? 1 : 0;
      this.ends[i] = this.endsOperand(i) ? 1 : 0;
    }
  }

  private pairBrackets(): void {
    const open: number[] = [];
    const contexts: number[] = [Context.PLAIN];
    const operators: number[] = [0];
    for (let i = 0; i < this.tokens.length; i++) {
      this.context[i] = contexts.at(-1) ?? Context.PLAIN;
      const inRow = (operators[open.length] ?? 0) + (this.deepens(i) ? 1 : 0);
      operators[open.length] = this.word(i) === "," ? 0 : inRow;
      if (inRow > MOST_OPERATORS && this.tooDeepAt < 0) this.tooDeepAt = i;
      if (this.type(i) !== "mark") continue;
      const word = this.word(i);
      if (word === "(" || word === "[" || word === "{") {
        open.push(i);
        operators[open.length] = 0;
        contexts.push(this.contextWithin(i));
      } else if (word === ")" || word === "]" || word === "}") {
        const other = open.pop();
        if (other === undefined) continue;
        contexts.pop();
        this.pair[i] = other;
        this.pair[other] = i;
      }
      this.depth = Math.max(this.depth, open.length);
    }
  }

  /** An operator or modifier, each of which is a level of the tree. */
  private deepens(i: number): boolean {
    const type = this.type(i);
    return (type === "operator" && this.context[i] !== Context.LABELS) || type === "keyword" || this.word(i) === "[";
  }

  /** Of what stands in the bracket opened at `i`. */
  private contextWithin(i: number): number {
    if (this.word(i) === "{" || this.isGrouping(i - 1)) return Context.LABELS;
    if (this.word(i) === "[" || this.context[i] === Context.DURATION) return Context.DURATION;
    return this.followsOffset(this.type(i - 1) === "preprocessor" ? i - 1 : i) ? Context.DURATION : Context.PLAIN;
  }

  /** `offset`, perhaps with a sign, stands before. */
  private followsOffset(i: number): boolean {
    const before = this.isSign(i - 1) ? i - 2 : i - 1;
    return this.type(before) === "keyword" && this.word(before) === "offset";
  }

  private type(i: number): Token["type"] | undefined {
    return this.tokens[i]?.type;
  }

  private word(i: number): string {
    return this.words[i] ?? "";
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

  private isSign(i: number): boolean {
    return this.type(i) === "operator" && (this.word(i) === "-" || this.word(i) === "+");
  }

  /** The parenthesis of `fill(`. */
  private isFill(i: number): boolean {
    return this.word(i) === "(" && this.type(i - 1) === "keyword" && FILLS.has(this.word(i - 1));
  }

  private isGrouping(i: number): boolean {
    return this.type(i) === "keyword" && GROUPING.has(this.word(i));
  }

  private endsOperand(i: number): boolean {
    const type = this.type(i);
    if (type === undefined) return false;
    if (type === "mark") return ")]}".includes(this.word(i));
    if (type === "operator") return this.metric[i] === 1;
    if (type === "keyword") return this.word(i) === "anchored" || this.word(i) === "smoothed" || this.metric[i] === 1;
    return type !== "end";
  }

  /** A word that is an operator or keyword elsewhere, standing where only an operand can. */
  private isMetricWord(i: number): boolean {
    if (this.type(i) !== "operator" && this.type(i) !== "keyword") return false;
    if (!/^[a-z]/.test(this.word(i)) || NO_METRIC.has(this.word(i))) return false;
    return this.mayPrecedeOperand(i - 1) && !FILLS.has(this.word(i)) && this.word(i + 1) !== "(";
  }

  private mayPrecedeOperand(i: number): boolean {
    const type = this.type(i);
    if (type === undefined) return true;
    const word = this.word(i);
    if (type === "operator") return word !== "@" && this.metric[i] === 0;
    if (type === "keyword") return word === "bool" || word === "group_left" || word === "group_right";
    if (type !== "mark") return false;
    if (word === "(" || word === ",") return true;
    const opener = this.pair[i] ?? -1;
    return word === ")" && opener >= 0 && (this.isFill(opener) || this.isMatching(opener - 1));
  }

  private isMatching(i: number): boolean {
    return this.isGrouping(i) && this.word(i) !== "by" && this.word(i) !== "without";
  }

  /** First token of the operand that ends at `i`; -1 when it cannot be told. */
  private startOfOperand(last: number): number {
    if (this.type(last) !== "mark") return last;
    const open = this.pair[last] ?? -1;
    if (open < 0) return -1;
    // `sum(x) by (a)` ends before its `by`.
    return this.isGrouping(open - 1) ? this.startOfBracket(open - 2) : this.startOfBracket(last);
  }

  private startOfBracket(last: number): number {
    const word = this.word(last);
    const open = this.pair[last] ?? -1;
    if (open < 0) return -1;
    const before = open - 1;
    if (word === "}") return this.isName(before) || this.metric[before] ? before : open;
    if (word !== ")") return -1;
    if (this.isName(before) || this.type(before) === "aggregator") return before;
    const modifier = (this.pair[before] ?? -1) - 1;
    const isAggregation = this.word(before) === ")" && this.isGrouping(modifier) && !this.isMatching(modifier);
    return isAggregation ? modifier - 1 : open;
  }

  private isName(i: number): boolean {
    const type = this.type(i);
    return type === "identifier" || type === "metricIdentifier" || type === "preprocessor";
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
    let at = i + 1;
    while (this.isSign(at)) at++;
    if (this.type(at) === "number" || this.type(at) === "duration") return at + 1;
    if (this.type(at) === "preprocessor") at++;
    return this.word(at) === "(" ? (this.pair[at] ?? -1) + 1 || i : i;
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
        if (this.metric[i] || this.isLabel(i)) return "x";
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
