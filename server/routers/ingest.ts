/**
 * Questions about what arrives: per signal and step, what was refused and why, how old the newest data is, and what the store holds.
 * Units: counts per bucket of `stepMs`; bytes as they lie on disk.
 */
import { z } from "zod";
import { SIGNALS, type Signal } from "../model/columns.ts";
import type { IngestTally } from "../store/telemetryStore.ts";
import { procedure, router, windowInput } from "../trpc.ts";

/** What arrives while the question is asked is in the window too. */
const AHEAD_MS = 60_000;
const MOST_BUCKETS = 400;
/** A process that said nothing for longer may be gone. */
const BEAT_MS = 60_000;
const CLOCK_OFFSET = z.object({ service: z.string(), instance: z.string(), offsetMs: z.number() });
const CLOCK_OFFSETS = z.object({ clockOffsets: z.array(CLOCK_OFFSET) });
type ClockOffset = z.infer<typeof CLOCK_OFFSET>;
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400].map(
  (s) => s * 1_000,
);

/** The shortest round step with which a window has at most MOST_BUCKETS buckets. */
export function ingestStepMs(windowMs: number): number {
  return STEPS_MS.find((step) => windowMs / step <= MOST_BUCKETS) ?? Math.ceil(windowMs / MOST_BUCKETS);
}

export interface SignalArrivals {
  readonly signal: Signal;
  readonly accepted: readonly number[];
  readonly rejectedPerBucket: readonly number[];
  readonly refusedPerBucket: readonly number[];
  readonly bytes: readonly number[];
  readonly totals: {
    readonly requests: number;
    readonly accepted: number;
    readonly bytes: number;
    readonly repeats: number;
  };
  /** Items refused one by one, and whole requests refused, by reason, most first. */
  readonly rejected: readonly Reason[];
  readonly refused: readonly Reason[];
  /** Newest record time seen in the window, Unix ms; null when none. */
  readonly newestMs: number | null;
}
export interface Reason {
  readonly reason: string;
  readonly count: number;
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0);

function reasonsOf(tallies: readonly IngestTally[], of: "rejected" | "refused"): Reason[] {
  const counts = new Map<string, number>();
  for (const tally of tallies) {
    for (const [reason, count] of Object.entries(tally[of])) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

/** One signal's tallies on the buckets of a window. A bucket without a tally is 0: nothing arrived then. */
export function signalArrivals(
  signal: Signal,
  all: readonly IngestTally[],
  startMs: number,
  stepMs: number,
  buckets: number,
): SignalArrivals {
  const tallies = all.filter((tally) => tally.signal === signal);
  const column = (of: (tally: IngestTally) => number) => {
    const values = new Array<number>(buckets).fill(0);
    for (const tally of tallies) {
      const bucket = Math.floor((tally.atMs - startMs) / stepMs);
      if (bucket >= 0 && bucket < buckets) values[bucket] = (values[bucket] ?? 0) + of(tally);
    }
    return values;
  };
  const newest = tallies.flatMap((tally) => (tally.newestMs === null ? [] : [tally.newestMs]));
  return {
    signal,
    accepted: column((tally) => tally.accepted),
    rejectedPerBucket: column((tally) => sum(Object.values(tally.rejected))),
    refusedPerBucket: column((tally) => sum(Object.values(tally.refused))),
    bytes: column((tally) => tally.bytes),
    totals: {
      requests: sum(tallies.map((tally) => tally.requests)),
      accepted: sum(tallies.map((tally) => tally.accepted)),
      bytes: sum(tallies.map((tally) => tally.bytes)),
      repeats: sum(tallies.map((tally) => tally.repeats)),
    },
    rejected: reasonsOf(tallies, "rejected"),
    refused: reasonsOf(tallies, "refused"),
    newestMs: newest.length > 0 ? Math.max(...newest) : null,
  };
}

export const ingestRouter = router({
  arrivals: procedure.input(windowInput).query(async ({ ctx, input }) => {
    const stepMs = ingestStepMs(input.endMs - input.startMs);
    const startMs = Math.floor(input.startMs / stepMs) * stepMs;
    const bucketCount = Math.ceil((input.endMs - startMs) / stepMs);
    const window = { startMs, endMs: input.endMs };
    const tallies = await ctx.store.readTallies({ tenant: ctx.tenant, window, stepMs });
    return {
      startMs,
      stepMs,
      bucketCount,
      signals: SIGNALS.map((signal) => signalArrivals(signal, tallies, startMs, stepMs, bucketCount)),
    };
  }),

  /** When the newest record of each signal happened, Unix ms; null where none that is kept ever arrived. */
  newest: procedure.query(async ({ ctx }) => {
    const endMs = Date.now() + AHEAD_MS;
    const window = { startMs: endMs - ctx.doors.retentionMs, endMs };
    const stepMs = endMs - window.startMs;
    const tallies = await ctx.store.readTallies({ tenant: ctx.tenant, window, stepMs });
    const newest = (signal: Signal) => signalArrivals(signal, tallies, window.startMs, stepMs, 1).newestMs;
    return { traces: newest("traces"), metrics: newest("metrics"), logs: newest("logs") };
  }),

  /**
   * Senders whose clocks are off now, the furthest first; positive offsets are ahead. Of several ingest processes the one that says
   * most of a service counts.
   */
  clockOffsets: procedure.query(async ({ ctx }) => {
    const beats = (await ctx.readHeartbeats()).filter(({ role, ageMs }) => role === "ingest" && ageMs < BEAT_MS);
    const offsets = beats.flatMap(({ status }) => CLOCK_OFFSETS.safeParse(status).data?.clockOffsets ?? []);
    const worst = new Map<string, ClockOffset>();
    for (const offset of offsets) {
      const known = Math.abs(worst.get(offset.service)?.offsetMs ?? 0);
      if (Math.abs(offset.offsetMs) > known) worst.set(offset.service, offset);
    }
    return [...worst.values()].sort((a, b) => Math.abs(b.offsetMs) - Math.abs(a.offsetMs));
  }),

  /** The metrics with the most series, most first, each with the attributes that make them so many. */
  cardinality: procedure.input(z.object({ limit: z.number().int().min(1).max(20) })).query(async ({ ctx, input }) => {
    const { store, tenant } = ctx;
    const counts = await store.countSeries({ tenant, limit: input.limit });
    const metrics = [];
    for (const count of counts) {
      const attributes = await store.countAttributeValues({ tenant, name: count.name });
      metrics.push({ ...count, attributes: attributes.filter(({ values }) => values > 1).slice(0, 3) });
    }
    return { metrics, maxSeriesPerMetric: ctx.settings.maxSeriesPerMetric };
  }),

  storage: procedure
    .input(z.object({}).default({}))
    .query(({ ctx }) => ctx.store.storageReport({ tenant: ctx.tenant })),
});
