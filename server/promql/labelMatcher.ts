/**
 * One condition of a selector on one label. An absent label has the value "". Expressions are RE2's and match the whole value.
 * Source: Prometheus querying basics.
 */
export type MatchOperator = "=" | "!=" | "=~" | "!~";

export interface LabelMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}
