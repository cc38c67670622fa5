/**
 * Selectors and lists of labels. A metric's name written before the braces is the last of the matchers, as in Prometheus.
 * Errors: PromQlError (parse) for an expression that RE2 refuses and for a label without a name.
 * Source: Prometheus promql/parser (parse.go).
 */
import type { SyntaxNode } from "@lezer/common";
import type { VectorSelector } from "./ast.ts";
import { unquoteGo } from "./formatGo.ts";
import type { LabelMatcher, MatchOperator } from "./labelMatcher.ts";
import { METRIC_NAME } from "./labels.ts";
import { compileMatcher } from "./matchLabels.ts";
import { childrenOf, fail, type Source } from "./parseSource.ts";
import { isPromQlError } from "./promQlError.ts";

export function readSelector(source: Source, node: SyntaxNode): VectorSelector {
  const identifier = node.getChild("Identifier");
  const braces = node.getChild("LabelMatchers");
  const matchers = braces ? childrenOf(braces).map((child) => readMatcher(source, child)) : [];
  const name = identifier ? source.first(identifier).text : "";
  if (name !== "") matchers.push({ name: METRIC_NAME, operator: "=", value: name });
  return { kind: "vectorSelector", name, matchers, offset: 0, at: null, extension: null, span: source.span(node) };
}

function readMatcher(source: Source, node: SyntaxNode): LabelMatcher {
  const [label, operator, value] = childrenOf(node);
  if (node.name === "QuotedLabelName" || !label || !operator || !value) {
    return { name: METRIC_NAME, operator: "=", value: source.string(node) };
  }
  const matcher: LabelMatcher = {
    name: labelName(source, label),
    operator: source.first(operator).text as MatchOperator,
    value: source.string(value),
  };
  try {
    compileMatcher(matcher);
  } catch (cause) {
    if (isPromQlError(cause)) fail(source.span(node), cause.message);
    throw cause;
  }
  return matcher;
}

function labelName(source: Source, node: SyntaxNode): string {
  const { type, text } = source.first(node);
  return type === "string" ? unquoteGo(text) : text;
}

/** Labels of `by`, `without`, `on`, `ignoring`, `group_left`, `group_right`. */
export function readGrouping(source: Source, node: SyntaxNode): string[] {
  return childrenOf(node).map((child) => {
    const name = labelName(source, child);
    if (name === "") fail(source.span(child), 'invalid label name for grouping: ""');
    return name;
  });
}
