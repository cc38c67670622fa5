/**
 * What a decoder found wrong with single records -> the one sentence of OTLP's `partial_success`.
 * Shape: issues in the order found; the answer is null when there were none, else the number of items refused (0 when all were
 * kept, if clipped) and one English message that names the first example of each kind and what to do.
 * Source: opentelemetry-proto docs/specification.md, "Partial Success".
 */
import type { DecodeIssue, Signal } from "../model/columns.ts";

export interface IssueSummary {
  readonly rejected: number;
  readonly message: string;
  readonly issues: readonly DecodeIssue[];
}

const ITEMS: Readonly<Record<Signal, readonly [one: string, many: string]>> = {
  traces: ["span", "spans"],
  metrics: ["data point", "data points"],
  logs: ["log record", "log records"],
};

/** "1 span", "7 log records". */
export function countOf(signal: Signal, count: number): string {
  return `${count} ${ITEMS[signal][count === 1 ? 0 : 1]}`;
}

/** The answer's `partial_success`, or null when everything was kept as it came. Refusals are named before clippings. */
export function summarise(signal: Signal, issues: readonly DecodeIssue[]): IssueSummary | null {
  if (issues.length === 0) return null;
  const rejections = issues.filter((issue) => issue.rejected);
  const warnings = issues.filter((issue) => !issue.rejected);
  const rejected = rejections.reduce((sum, issue) => sum + issue.count, 0);
  const sentences = [
    ...rejections.map((issue) => `${countOf(signal, issue.count)} refused, first ${issue.path}: ${issue.message}`),
    ...warnings.map((issue) => `${countOf(signal, issue.count)} kept in part, first ${issue.path}: ${issue.message}`),
  ];
  return { rejected, message: sentences.join(" "), issues };
}
