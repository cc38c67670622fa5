/** What somebody changed between two revisions of an SLO, in words: "objective 99.9 % → 99.95 %", "other queries". Pure. */
import { saySlo } from "../../server/analysis/slo/saySlo.ts";
import type { SloBody } from "../../server/model/slo.ts";
import { formatObjective, windowWords } from "./sloWords.ts";

/** Empty: nothing that counts. `before` null: it was made. */
export function revisionWords(before: SloBody | null, after: SloBody): string[] {
  if (before === null) return [`made: ${saySlo(after)}`];
  const words: (string | false)[] = [
    before.title !== after.title && `called “${after.title}” instead of “${before.title}”`,
    before.name !== after.name && `named ${after.name} instead of ${before.name}`,
    before.objective !== after.objective &&
      `objective ${formatObjective(before.objective)} → ${formatObjective(after.objective)}`,
    differs(before.window, after.window) && `window ${windowWords(before.window)} → ${windowWords(after.window)}`,
    differs(before.indicator, after.indicator) && indicatorWords(before, after),
    differs(before.slices, after.slices) && sliceWords(before, after),
    differs(before.alerting, after.alerting) && "tells at other times",
    differs(before.sla, after.sla) && slaWords(before, after),
    before.owner !== after.owner && `owner ${before.owner || "nobody"} → ${after.owner || "nobody"}`,
    before.service !== after.service && `listed under ${after.service}`,
    differs(before.labels, after.labels) && "other labels",
    before.description !== after.description && "another description",
  ];
  return words.filter((word) => word !== false);
}

/** Keys stand in any order after a way through JSON in the database. */
const differs = (one: unknown, other: unknown) => canonical(one) !== canonical(other);

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function indicatorWords(before: SloBody, after: SloBody): string {
  const [was, is] = [before.indicator, after.indicator];
  if (was.kind !== is.kind) return `counts ${is.kind} instead of ${was.kind}: from here on anew`;
  if (was.kind === "latency" && is.kind === "latency" && was.thresholdSeconds !== is.thresholdSeconds)
    return `threshold ${was.thresholdSeconds * 1000} ms → ${is.thresholdSeconds * 1000} ms: counted anew`;
  return is.kind === "ratio" || is.kind === "threshold"
    ? "other queries: counted anew"
    : "other requests: counted anew";
}

function sliceWords(before: SloBody, after: SloBody): string {
  if (after.slices === null) return "counts events, no slices";
  return before.slices === null ? "counts slices of time" : `slices of ${after.slices.minutes} min`;
}

function slaWords(before: SloBody, after: SloBody): string {
  if (after.sla === null) return "no SLA any more";
  return before.sla === null ? `an SLA with ${after.sla.customer}` : "another SLA";
}
