/** The failed spans of a service: of each trace the one that starts last, newest first, with what it says went wrong. */

import { errorMessage } from "../analysis/errorMessage.ts";
import { durationNano, StatusCode } from "../model/span.ts";
import type { TimeWindow } from "../model/time.ts";
import { readTraces } from "../otlp/readTraces.ts";
import type { TelemetryStore, TraceHit } from "../store/telemetryStore.ts";

/** Failed traces that are listed, and that a chart marks. */
const [LATEST_ERRORS, SPREAD_ERRORS] = [12, 60];

interface FailedOf {
  readonly tenant: number;
  readonly service: string;
  readonly window: TimeWindow;
}

export async function latestErrors(store: Pick<TelemetryStore, "searchTraces">, of: FailedOf) {
  const failed = { ...of, statusCode: StatusCode.ERROR, wantsLast: true };
  const [newest, spread] = await Promise.all([
    store.searchTraces({ ...failed, order: "newest", limit: LATEST_ERRORS }),
    store.searchTraces({ ...failed, order: "spread", limit: SPREAD_ERRORS }),
  ]);
  return {
    errors: newest.traces.flatMap(lastFailed).sort((a, b) => Number(BigInt(b.startUnixNano) - BigInt(a.startUnixNano))),
    truncated: newest.truncated,
    spread: spread.traces.flatMap(lastFailed),
  };
}

/** None when nothing of the trace matched. A span whose block was replaced meanwhile is told without its words. */
function lastFailed(trace: TraceHit) {
  const whole = trace.lastMatched ? readTraces(trace.lastMatched)[0]?.scopeSpans[0]?.spans[0] : undefined;
  const span = whole ?? trace.matched.at(-1);
  if (!span) return [];
  return [
    {
      traceId: trace.traceId,
      spanId: span.spanId,
      name: span.name,
      kind: span.kind,
      startUnixNano: ("startUnixNano" in span ? span.startUnixNano : span.startTimeUnixNano).toString(),
      durationNano: "durationNano" in span ? span.durationNano : durationNano(span),
      message: whole ? errorMessage(whole) : null,
      rootService: trace.rootService,
      rootName: trace.rootName,
      more: trace.matchedCount - 1,
    },
  ];
}
