/** The question for the log records of a trace, or of one of its spans. */
import type { TraceModel } from "./traceModel.ts";

/** Records may be stamped a little before the first span and long after the last. */
const BEFORE_MS = 60_000;
const AFTER_MS = 300_000;
export const MOST_RECORDS = 500;

export function logsInput({ view }: Pick<TraceModel, "view">, spanId?: string) {
  const startMs = Number(BigInt(view.startUnixNano) / 1_000_000n);
  return {
    traceId: view.traceId,
    startMs: startMs - BEFORE_MS,
    endMs: Math.ceil(startMs + view.durationNano / 1e6) + AFTER_MS,
    limit: MOST_RECORDS,
    ...(spanId === undefined ? {} : { spanId }),
  };
}
