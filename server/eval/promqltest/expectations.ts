/**
 * `expect fail`, `expect warn`, `expect no_info` ... beside what came: the first difference as text, null when there is none.
 * Source: Prometheus promql/promqltest (test.go: checkAnnotations, checkExpectedFailure).
 */
import type { EvaluationResult } from "../../promql/queryValue.ts";
import type { Expectation } from "./commands.ts";

export function failureProblem(expectations: readonly Expectation[], failure: string): string | null {
  const expected = expectations.filter(({ kind }) => kind === "fail");
  if (expected.length === 0) return `expected a result, got the failure: ${failure}`;
  const unmet = expected.find(({ matches }) => !matches(failure));
  return unmet ? `expected the failure ${unmet.text}, got: ${failure}` : null;
}

export function annotationProblem(expectations: readonly Expectation[], result: EvaluationResult): string | null {
  return (
    problemOfKind(expectations, "warn", result.warnings) ??
    problemOfKind(expectations, "info", result.infos) ??
    problemOfAbsence(expectations, "no_warn", result.warnings) ??
    problemOfAbsence(expectations, "no_info", result.infos)
  );
}

function problemOfKind(all: readonly Expectation[], kind: "warn" | "info", got: readonly string[]): string | null {
  const expected = all.filter((expectation) => expectation.kind === kind);
  const unmet = expected.find(({ matches }) => !got.some(matches));
  if (unmet) return `expected ${kind} ${unmet.text || "annotations"}, got ${listed(got)}`;
  const unexpected =
    expected.length > 0 ? got.find((text) => !expected.some(({ matches }) => matches(text))) : undefined;
  return unexpected === undefined ? null : `expected no other ${kind} annotation, got ${unexpected}`;
}

function problemOfAbsence(
  all: readonly Expectation[],
  kind: "no_warn" | "no_info",
  got: readonly string[],
): string | null {
  const isExpected = all.some((expectation) => expectation.kind === kind);
  return isExpected && got.length > 0 ? `expected ${kind}, got ${listed(got)}` : null;
}

const listed = (texts: readonly string[]) => (texts.length === 0 ? "none" : texts.join(" | "));
