/**
 * What differs between bad and good requests of a window, and examples of both: samples read from the store, compared by
 * server/analysis/differences.
 * Shape: plain JSON; `differences` and `lacking` as server/analysis/differences/attributeDifferences.ts has them. `total` is of all requests
 * of the window (null where nothing was counted, or slow and failed ones cannot be told apart in counts), `looked` of those compared.
 */
import { attributeDifferences, type Difference } from "../analysis/differences/attributeDifferences.ts";
import { differenceSentence } from "../analysis/differences/differenceSentence.ts";
import { pickExemplars } from "../evidence/pickExemplars.ts";
import { type SampleStore, sampleRequests } from "../evidence/sampleRequests.ts";
import type { AlertExemplar } from "../model/alert.ts";
import type { SloSubject } from "../model/slo.ts";
import type { TimeWindow } from "../model/time.ts";
import { badOperations, type OperationShare, requestTotals, type Totals, type TotalsReader } from "./evidenceTotals.ts";

export interface EvidenceAsked {
  readonly tenant: number;
  readonly subject: SloSubject;
  /** A request is bad when it takes longer; null: when it fails. */
  readonly thresholdSeconds: number | null;
  /** With a threshold: what failed is bad too. */
  readonly countsErrors: boolean;
  readonly window: TimeWindow;
  /** Good requests of the window itself, or of the one as long before it. */
  readonly against: "good" | "before";
  readonly signal?: AbortSignal;
}
export interface DifferencesAnswer {
  readonly window: TimeWindow;
  readonly goodWindow: TimeWindow;
  readonly total: Totals | null;
  readonly looked: Totals;
  /** The operations that bad requests are of, where a service has several; good ones are compared of the same, in the same mixture. */
  readonly operations: readonly OperationShare[];
  readonly sentence: string | null;
  readonly differences: readonly Difference[];
  readonly lacking: readonly Difference[];
  readonly alikeCount: number;
  /** The worst bad request first. */
  readonly exemplars: readonly AlertExemplar[];
  /** Time was over before all requests of the samples had been read. */
  readonly isCut: boolean;
}
type Store = SampleStore & TotalsReader;

/** Multiples of the slices over which a search spreads what it finds. */
const [MOST_BAD, MOST_GOOD] = [96, 192];
const WITHIN_MS = 4_000;

export async function differencesOf(store: Store, asked: EvidenceAsked): Promise<DifferencesAnswer> {
  const { window } = asked;
  const goodWindow = goodWindowOf(asked);
  const [total, operations, samples] = await Promise.all([
    asked.thresholdSeconds !== null && asked.countsErrors ? null : requestTotals(store, asked),
    badOperations(store, asked),
    sampleRequests(store, { ...asked, ...SAMPLE, goodWindow }),
  ]);
  const compared = attributeDifferences(samples.bad, samples.good);
  return {
    window,
    goodWindow,
    total,
    operations,
    looked: { bad: compared.badCount, good: compared.goodCount },
    sentence: differenceSentence(compared),
    differences: compared.differences,
    lacking: compared.lacking,
    alikeCount: compared.alikeCount,
    exemplars: pickExemplars(samples.bad),
    isCut: samples.isCut,
  };
}
const SAMPLE = { mostBad: MOST_BAD, mostGood: MOST_GOOD, withinMs: WITHIN_MS };

function goodWindowOf({ window, against }: EvidenceAsked): TimeWindow {
  if (against === "good") return window;
  const lengthMs = window.endMs - window.startMs;
  return { startMs: Math.max(0, window.startMs - lengthMs), endMs: window.startMs };
}

const FEW = { mostBad: 24, mostGood: 4 };

/** A few requests of each kind, to look at; `isCut`: time was over before all of them had been read. */
export async function samplesOf(store: SampleStore, asked: EvidenceAsked) {
  const { bad, good, isCut } = await sampleRequests(store, { ...asked, ...FEW, goodWindow: goodWindowOf(asked) });
  return { bad: pickExemplars(bad), good: good.map(({ values: _, ...one }) => one), isCut };
}
