/** The question for traces like this one: of its root operation, within an hour around it. */
import { nameOf, sentNano, serviceOf, type TraceModel } from "../traceModel.ts";

const AROUND_MS = 30 * 60_000;
const OFFERED = 6;

export function likeTraces(model: TraceModel) {
  const { rootRow, startUnixNano } = model.view;
  // The root's own start: a span whose clock is an hour behind would begin the trace an hour before.
  const startMs = Math.floor(Number(BigInt(startUnixNano) / 1_000_000n) + sentNano(model, rootRow) / 1e6);
  const [service, name] = [serviceOf(model, rootRow), nameOf(model, rootRow)];
  return {
    startMs: startMs - AROUND_MS,
    endMs: startMs + AROUND_MS,
    limit: OFFERED,
    ...(service === "" ? {} : { service }),
    ...(name === "" ? {} : { name }),
  };
}
