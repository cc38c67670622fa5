/**
 * Exemplars -> the dots of a chart: few enough to point at, spread over the window. Each slice of the window gives its failed and its
 * greatest ones, since those are what somebody opens.
 */
import type { Dot } from "../charts/ChartDots.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import type { Answers } from "../trpc/client.tsx";

export type Exemplar = Answers["metrics"]["exemplars"]["exemplars"][number];

interface DotInput {
  readonly exemplars: readonly Exemplar[];
  readonly startMs: number;
  readonly endMs: number;
  readonly mostDots: number;
  readonly zone: string;
  readonly say: (value: number) => string;
}

export function prepareDots({ exemplars, startMs, endMs, mostDots, zone, say }: DotInput): Dot[] {
  const sliceMs = (endMs - startMs) / mostDots;
  const best = new Map<number, Exemplar>();
  for (const one of exemplars) {
    if (one.traceId === null || one.timeMs < startMs || one.timeMs > endMs) continue;
    const slice = Math.floor((one.timeMs - startMs) / sliceMs);
    const before = best.get(slice);
    if (!before || rank(one) > rank(before)) best.set(slice, one);
  }
  return [...best.values()].map((one) => {
    const failed = isFailed(one);
    const { span_name: operation = "", service_name: service = "" } = one.seriesLabels;
    const what = [service, operation].filter(Boolean).join(" ");
    const label = `${formatInstant(one.timeMs, zone)} ${what} ${say(one.value)}${failed ? ", failed" : ""}: open its trace`;
    return { id: `${one.traceId} ${one.spanId ?? ""}`, timeMs: one.timeMs, value: one.value, failed, label };
  });
}

const isFailed = ({ seriesLabels }: Exemplar) =>
  seriesLabels.status_code === "STATUS_CODE_ERROR" || /^5\d\d$/.test(seriesLabels.http_response_status_code ?? "");

/** A failed one stands for its slice before any that did not fail. */
const rank = (one: Exemplar) => (isFailed(one) ? 1e9 : 0) + one.value;

/** Where a dot leads: its trace, at its span. */
export function dotHref(id: string): string {
  const [traceId = "", spanId = ""] = id.split(" ");
  return `/traces/${traceId}${spanId && `?span=${spanId}`}`;
}
