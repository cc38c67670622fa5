/** What is true of ingest in the window, as the page's one sentence; worst first. Ages in milliseconds. */
import type { SignalArrivals } from "../../server/routers/ingest.ts";
import { compact, formatCountOf } from "../format/formatNumbers.ts";
import { UNIT_SPACE } from "../format/significant.ts";

export const NOUNS = { traces: "spans", metrics: "points", logs: "records" } as const;

export interface IngestVerdict {
  readonly kind: "ok" | "warn" | "fail" | "unknown";
  readonly sentence: string;
  readonly why: string;
}

/** "1,280 spans/s", below one a second "20 records/min". */
export function arrivalRate(perSecond: number, noun: string): string {
  const often = perSecond === 0 || perSecond >= 0.9995;
  return `${compact(often ? perSecond : perSecond * 60, 10_000)}${UNIT_SPACE}${noun}/${often ? "s" : "min"}`;
}

/** Refusals that pass: the sender is told when to try again, and nothing is lost. */
export const PASSES: ReadonlySet<string> = new Set(["overloaded", "store_away", "draining"]);
const SILENT =
  "Every request that a sender makes is counted here. Look further back with the window at the top, or point a sender here.";

const total = (reasons: readonly { readonly count: number }[]) => reasons.reduce((sum, { count }) => sum + count, 0);

/** `windowMs` is the length over which rates are meant. */
export function ingestVerdict(signals: readonly SignalArrivals[], windowMs: number): IngestVerdict {
  const seen = signals.filter(({ totals }) => totals.accepted > 0);
  const refused = signals.reduce((sum, signal) => sum + total(signal.refused), 0);
  const rejected = signals.reduce((sum, signal) => sum + total(signal.rejected), 0);
  const rates = seen.map(({ signal, totals }) => arrivalRate(totals.accepted / (windowMs / 1000), NOUNS[signal]));
  const why = rates.length > 0 ? `${rates.join(", ")} on average in this window.` : "";
  const passing = signals.reduce(
    (sum, { refused: of }) => sum + total(of.filter(({ reason }) => PASSES.has(reason))),
    0,
  );
  if (refused > passing) {
    const verb = refused === 1 ? "was" : "were";
    return { kind: "fail", sentence: `${formatCountOf(refused, "request")} ${verb} refused`, why };
  }
  if (passing > 0) {
    const verb = passing === 1 ? "was" : "were";
    const sentence = `${formatCountOf(passing, "request")} ${verb} put off`;
    return {
      kind: "warn",
      sentence,
      why: `Their senders were told to try again, and SDKs do by themselves. ${why}`.trim(),
    };
  }
  if (rejected > 0) {
    const sentence = `${formatCountOf(rejected, "item")} could not be kept; the rest of their requests was`;
    return { kind: "warn", sentence, why };
  }
  if (seen.length === 0) return { kind: "unknown", sentence: "Nothing arrived in this window", why: SILENT };
  return { kind: "ok", sentence: "Everything that arrives is kept", why };
}
