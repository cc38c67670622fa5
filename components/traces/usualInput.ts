/** What `traces.usual` is asked about a row: the same operation in the hour up to the trace's start. */
import { nameOf, serviceOf, type TraceModel } from "./traceModel.ts";

const HOUR_MS = 3_600_000;
const STEP_MS = 60_000;

export function usualInput(model: TraceModel, row: number) {
  const traceMs = Number(BigInt(model.view.startUnixNano) / 1_000_000n);
  const endMs = Math.ceil(traceMs / STEP_MS) * STEP_MS;
  return {
    service: serviceOf(model, row),
    name: nameOf(model, row),
    kind: model.kind[row] ?? 0,
    startMs: Math.max(0, endMs - HOUR_MS),
    endMs,
  };
}
