/** The question for traces like this one: of its root operation, within an hour around it. */
import { nameOf, serviceOf, type TraceModel } from "../traceModel.ts";

const AROUND_MS = 30 * 60_000;
const OFFERED = 6;

export function likeTraces(model: TraceModel) {
  const { rootRow, startUnixNano } = model.view;
  const startMs = Number(BigInt(startUnixNano) / 1_000_000n);
  const [service, name] = [serviceOf(model, rootRow), nameOf(model, rootRow)];
  return {
    startMs: startMs - AROUND_MS,
    endMs: startMs + AROUND_MS,
    limit: OFFERED,
    ...(service === "" ? {} : { service }),
    ...(name === "" ? {} : { name }),
  };
}
