/**
 * What the tokens of a query are to each other, as far as it can be told without a grammar: which brackets belong together, what stands in
 * them, where operands begin and end.
 */
import type { Token } from "./parseTokens.ts";

/** Operators in a row (at any of six precedences) that make a tree too deep whatever they are. */
const MOST_OPERATORS = 6 * 2_000;
const GROUPING: ReadonlySet<string> = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
const FILLS: ReadonlySet<string> = new Set(["fill", "fill_left", "fill_right"]);
const NO_METRIC: ReadonlySet<string> = new Set(["atan2", "bool", "on", "ignoring", "group_left", "group_right"]);
/** What a token stands in. */
export const Context = { PLAIN: 0, DURATION: 1, LABELS: 2 } as const;

export class TokenShape {
  protected readonly tokens: readonly Token[];
  private readonly words: readonly string[];
  /** The other bracket of a pair, -1 for none. */
  protected readonly pair: Int32Array;
  protected readonly context: Uint8Array;
  /** 1 for operators and keywords that stand where only a metric's name can. */
  protected readonly metric: Uint8Array;
  /** 1 for tokens with which an operand may end. */
  protected readonly ends: Uint8Array;
  protected depth = 0;
  /** A token at which the query is surely too deep, -1 for none. */
  protected tooDeepAt = -1;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    this.words = tokens.map(({ type, text }) => (type === "string" ? text : text.toLowerCase()));
    this.pair = new Int32Array(tokens.length).fill(-1);
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
  protected followsOffset(i: number): boolean {
    const before = this.isSign(i - 1) ? i - 2 : i - 1;
    return this.type(before) === "keyword" && this.word(before) === "offset";
  }

  protected type(i: number): Token["type"] | undefined {
    return this.tokens[i]?.type;
  }

  protected word(i: number): string {
    return this.words[i] ?? "";
  }

  protected isSign(i: number): boolean {
    return this.type(i) === "operator" && (this.word(i) === "-" || this.word(i) === "+");
  }

  /** The parenthesis of `fill(`. */
  protected isFill(i: number): boolean {
    return this.word(i) === "(" && this.type(i - 1) === "keyword" && FILLS.has(this.word(i - 1));
  }

  protected isGrouping(i: number): boolean {
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

  protected mayPrecedeOperand(i: number): boolean {
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
  protected startOfOperand(last: number): number {
    if (this.type(last) !== "mark") return last;
    const open = this.pair[last] ?? -1;
    if (open < 0) return -1;
    // `sum(x) by (a)` ends before its `by`.
    return this.word(last) === ")" && this.isGrouping(open - 1)
      ? this.startOfBracket(open - 2)
      : this.startOfBracket(last);
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

  protected skipSigns(i: number): number {
    let at = i;
    while (this.isSign(at)) at++;
    return at;
  }

  /** Just after a number, `start()` or parentheses that begin at `i`; `i` when none does. */
  protected endOfPrimary(i: number): number {
    if (this.type(i) === "number" || this.type(i) === "duration") return i + 1;
    const open = this.type(i) === "preprocessor" ? i + 1 : i;
    return this.word(open) === "(" ? (this.pair[open] ?? -1) + 1 || i : i;
  }
}
