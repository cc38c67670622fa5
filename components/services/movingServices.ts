/**
 * Services as they were at the moving playhead: health, rate, failures and p95 of the frame there, over the minute before it, in the
 * rows of the table that is held. What frames do not hold (p50, p99) is no data; order and courses stay, so that nothing jumps.
 */
import { type Health, thingId } from "../../server/model/state.ts";
import { formatRatio } from "../format/formatNumbers.ts";
import type { FrameSet } from "../playback/frameSet.ts";
import type { ServiceRow } from "./healthWords.ts";

const MINUTE_MS = 60_000;
const KINDS: Readonly<Record<Health, ServiceRow["health"]["kind"]>> = {
  healthy: "ok",
  degraded: "warn",
  failed: "fail",
  unknown: "unknown",
};
/** More than noise: a share from which failures are what is wrong. */
const SOME_FAILURES = 0.01;
/** From here on what is full is what is wrong, where nothing fails. */
const NEARLY_FULL = 0.9;

/** `step` -1: nothing is known of that instant. */
export function movingRow<Row extends Pick<ServiceRow, "usual" | "health" | "recent">>(
  row: Row,
  service: string,
  frames: FrameSet,
  step: number,
): Row {
  const thing = frames.indexOf(thingId("service", service));
  const ratePerSecond = frames.requestsPerSecond(step, thing);
  const calls = Math.round((ratePerSecond ?? 0) * (MINUTE_MS / 1000));
  const errorRatio = frames.errorRatio(step, thing);
  const p95Seconds = frames.p95Seconds(step, thing);
  const numbers = { ratePerSecond, calls, errorRatio, p95Seconds, errors: Math.round((errorRatio ?? 0) * calls) };
  const kind = KINDS[frames.health(step, thing)];
  return {
    ...row,
    ...numbers,
    p50Seconds: null,
    p99Seconds: null,
    health: { kind, ...reasonOf(kind, errorRatio, frames.saturation(step, thing)) },
    recent: {
      ...row.recent,
      ...numbers,
      ratePerSecond: ratePerSecond ?? 0,
      p50Seconds: null,
      p99Seconds: null,
      lengthMs: MINUTE_MS,
    },
  };
}

function reasonOf(
  kind: ServiceRow["health"]["kind"],
  errorRatio: number | null,
  saturation: number | null,
): Omit<ServiceRow["health"], "kind"> {
  if (kind === "unknown") return { reason: "quiet", slow: false };
  if (kind === "ok") return { reason: null, slow: false };
  if (kind === "fail" || (errorRatio ?? 0) >= SOME_FAILURES) return { reason: "errors", slow: false };
  if (saturation !== null && saturation >= NEARLY_FULL)
    return { reason: "full", slow: false, words: `is ${formatRatio(saturation)} full` };
  return { reason: "slow", slow: true };
}
