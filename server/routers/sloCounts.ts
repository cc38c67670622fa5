/**
 * The counts behind SLOs as they were defined at an instant: those that are kept, where they count the same; else asked now by PromQL.
 * Errors: the store's; an expression that has no answer is the `problem` of its SLO.
 */
import { CountSums } from "../analysis/slo/countSums.ts";
import { nominalPeriodMs, windowAt } from "../analysis/slo/sloWindows.ts";
import { countsAlike, type EnabledSlo, readSlo } from "../db/sloBody.ts";
import { SLO_STEP_MS } from "../model/slo.ts";
import type { PromQl } from "../series/ask.ts";
import { askManyCounts } from "../series/slo/askSloCounts.ts";
import type { SloCounted } from "../store/sloStore.ts";
import type { TrpcContext } from "../trpc.ts";
import type { SloCoverage } from "./sloAnswer.ts";
import { SloCountsCache, withoutUnknownStart } from "./sloCountsCache.ts";

export type SloContext = Pick<TrpcContext, "store" | "promQl" | "db" | "tenant" | "settings">;

export interface CountedSlo {
  readonly sums: CountSums;
  readonly coverage: SloCoverage;
}
export interface CountsAsked {
  readonly atMs: number;
  /** How far back, from the instant. */
  readonly lengthMs: (slo: EnabledSlo) => number;
  /** Whether what is not kept is asked for now; otherwise it is unknown. */
  readonly asksNow: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Asked now: no further back than this. */
const MOST_ASKED_MS = 62 * 86_400_000;
/** People wait no longer for one question. */
const VIEWER_TIMEOUT_MS = 30_000;
const caches = new WeakMap<object, SloCountsCache>();

function cacheOf({ store, tenant }: SloContext): SloCountsCache {
  const known = caches.get(store) ?? new SloCountsCache(store, tenant);
  caches.set(store, known);
  return known;
}

export const viewerPromQl = ({ promQl }: SloContext): Pick<PromQl, "ask"> => ({
  ask: (question) => promQl.ask({ ...question, timeoutMs: VIEWER_TIMEOUT_MS }),
});

/** By id: each of `slos` has its entry. */
export async function readCountsOf(
  ctx: SloContext,
  slos: readonly EnabledSlo[],
  asked: CountsAsked,
): Promise<Map<string, CountedSlo>> {
  const cursors = new Map((await ctx.store.readSloCursors({ tenant: ctx.tenant })).map((one) => [one.slo, one]));
  const kept: { slo: EnabledSlo; cursor: SloCounted }[] = [];
  const others: EnabledSlo[] = [];
  for (const slo of slos) {
    const cursor = cursors.get(slo.id);
    if (cursor && (await isCountedAs(ctx, slo, cursor))) kept.push({ slo, cursor });
    else others.push(slo);
  }
  const wishes = kept.map(({ slo, cursor }) => ({
    ...{ cursor, slices: slo.slices },
    sinceMs: asked.atMs - asked.lengthMs(slo),
  }));
  const sums = await cacheOf(ctx).read(wishes);
  const found = new Map<string, CountedSlo>();
  for (const { slo, cursor } of kept) {
    const counts = sums.get(slo.id) ?? nothing(slo, asked.atMs);
    found.set(slo.id, { sums: counts, coverage: coverageOf(slo, counts, cursor, asked.atMs) });
  }
  for (const [id, counted] of await askOthers(ctx, others, asked)) found.set(id, counted);
  return found;
}

/** Revisions in which only words changed count alike. Remembered, since revisions never change. */
const alike = new Map<string, boolean>();
const MOST_REMEMBERED = 10_000;

async function isCountedAs({ db }: SloContext, slo: EnabledSlo, { revision }: SloCounted): Promise<boolean> {
  if (revision === slo.revision) return true;
  const key = `${slo.id} ${slo.revision} ${revision}`;
  const known = alike.get(key);
  if (known !== undefined) return known;
  const counted = (await db.readRevisions("slo", slo.id)).find((one) => one.revision === revision);
  const read = counted ? readSlo(counted).slo : null;
  const isAlike = read !== null && countsAlike(read, slo);
  if (alike.size > MOST_REMEMBERED) alike.clear();
  alike.set(key, isAlike);
  return isAlike;
}

async function askOthers(
  ctx: SloContext,
  slos: readonly EnabledSlo[],
  { atMs, lengthMs, asksNow, signal }: CountsAsked,
): Promise<Map<string, CountedSlo>> {
  const found = new Map<string, CountedSlo>();
  const unknownOf = (slo: EnabledSlo): CountedSlo => {
    const sums = nothing(slo, atMs);
    return { sums, coverage: { ...coverageOf(slo, sums, null, atMs), isFilling: slo.isEnabled } };
  };
  if (!asksNow || slos.length === 0) return new Map(slos.map((slo) => [slo.id, unknownOf(slo)]));
  const length = Math.min(MOST_ASKED_MS, Math.max(...slos.map(lengthMs)));
  const indicators = slos.map(({ indicator }) => indicator);
  const answers = await askManyCounts(
    viewerPromQl(ctx),
    indicators,
    { startMs: atMs - length, endMs: atMs },
    signal ?? null,
  );
  slos.forEach((slo, i) => {
    const answer = answers[i];
    if (!answer) return;
    const sums = new CountSums(slo, withoutUnknownStart(answer.counts));
    const coverage = { ...coverageOf(slo, sums, null, atMs), isAsked: true, problem: answer.problem };
    found.set(slo.id, { sums, coverage });
  });
  return found;
}

function nothing(slo: EnabledSlo, atMs: number): CountSums {
  const startMs = Math.floor(atMs / SLO_STEP_MS) * SLO_STEP_MS;
  return new CountSums(slo, { startMs, bad: new Float64Array(0), valid: new Float64Array(0) });
}

export function coverageOf(
  slo: Pick<EnabledSlo, "window">,
  sums: CountSums,
  cursor: SloCounted | null,
  atMs: number,
): SloCoverage {
  const { startMs, endMs } = windowAt(slo.window, atMs);
  const firstKnownMs = sums.firstKnownMs;
  const known = firstKnownMs === null ? 0 : Math.min(endMs, atMs) - Math.max(startMs, firstKnownMs);
  const soFar = Math.max(SLO_STEP_MS, Math.min(endMs, atMs) - startMs);
  return {
    sinceMs: cursor?.sinceMs ?? null,
    untilMs: cursor?.untilMs ?? null,
    firstKnownMs,
    windowRatio: Math.max(0, Math.min(1, known / soFar)),
    isFilling: cursor !== null && !isFilled(cursor),
    isAsked: false,
    problem: null,
  };
}

/** Once everything that is stored was counted there is nothing before it: the cursor then begins with time itself. */
const isFilled = ({ sinceMs }: SloCounted): boolean => sinceMs === 0;

/** How far back the numbers of a list reach: the window and, for what is yet to come of a calendar's, one more. */
export const windowLengthMs = ({ window }: Pick<EnabledSlo, "window">): number =>
  nominalPeriodMs(window) * (window.kind === "calendar" ? 2.1 : 1);
