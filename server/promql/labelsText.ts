/**
 * Labels as error messages of the evaluator show them, the metric's name among the others: `{__name__="up", job="api"}`.
 * Also which names a label may have at all.
 * Source: Prometheus model/labels (Labels.String).
 */
import { quoteGo } from "./formatGo.ts";
import type { Labels } from "./labels.ts";

const PLAIN_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

export function labelsText(labels: Labels): string {
  const parts = [...labels.entries()].map(([name, value]) => {
    return `${PLAIN_NAME.test(name) ? name : quoteGo(name)}=${quoteGo(value)}`;
  });
  return `{${parts.join(", ")}}`;
}

/** Bytes that are no UTF-8 stand as lone surrogates in the text of a query (formatGo.ts). */
const NO_UTF8 = /[\ud800-\udfff]/u;

/** Any UTF-8 text but the empty one is a name. */
export function isLabelName(name: string): boolean {
  return name !== "" && !NO_UTF8.test(name);
}
