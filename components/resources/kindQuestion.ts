/** What is asked about the resources of a kind: by the browser, and ahead by the server's first render, which must ask the same. */
import type { TimeWindow } from "../../server/model/time.ts";
import { type ResourceKind, scopeOfKind, scopeOfOne } from "./measure.ts";

/** No list is longer; the worst of more are not all found then. */
export const MOST_ROWS = 2_000;

/** Resources are told once in this time while live: their senders export no more often, and there are many questions. */
const CALM_MS = 30_000;

/** The window of lists of resources: of a live clock, which moves on all the time, the last round half minute; else as it is. */
export function calmWindow({ startMs, endMs }: TimeWindow, live: boolean): TimeWindow {
  const late = live ? endMs % CALM_MS : 0;
  return { startMs: startMs - late, endMs: endMs - late };
}

/** Measures as questions at the window's end; `ref` is the measure's id. `only`: of one resource, by its labels' values. */
export function kindQuestion(
  kind: ResourceKind,
  { startMs, endMs }: TimeWindow,
  only: readonly string[] | null = null,
) {
  const scope = only ? scopeOfOne(kind, only) : scopeOfKind(kind);
  const queries = kind.measures.map(({ id, expr }) => ({ ref: id, expr: expr(scope) }));
  return { startMs, endMs, queries, mostSeries: MOST_ROWS };
}
