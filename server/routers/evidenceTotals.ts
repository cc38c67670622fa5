/**
 * How many requests of a subject were bad and good in a window, from the counts that were made of all of them while they were taken in.
 * Shape: null where nothing was counted. Of a latency threshold the numbers are interpolated within buckets of durations, then rounded.
 */
import { mergeHistograms } from "../analysis/histogramQuantile.ts";
import { callsLongerThan } from "../analysis/histogramShare.ts";
import type { DurationHistogram } from "../model/derived.ts";
import type { SloSubject } from "../model/slo.ts";
import { SPAN_KIND_NAMES, SpanKind } from "../model/span.ts";
import type { TimeWindow } from "../model/time.ts";
import type { DerivedReader } from "../store/derivedReader.ts";

export interface Totals {
  readonly bad: number;
  readonly good: number;
}
interface Counted {
  readonly calls: readonly number[];
  readonly errors: readonly number[];
  readonly duration: readonly DurationHistogram[];
}
export type TotalsReader = Pick<DerivedReader, "readServices" | "readOperations" | "readEdges">;

/** An operation's part in all bad requests, and in all good ones. */
export interface OperationShare {
  readonly name: string;
  readonly badRatio: number;
  readonly goodRatio: number;
}

export interface TotalsQuery {
  readonly tenant: number;
  readonly window: TimeWindow;
  readonly subject: SloSubject;
  readonly thresholdSeconds: number | null;
}

export async function requestTotals(store: TotalsReader, query: TotalsQuery): Promise<Totals | null> {
  const { tenant, window, subject, thresholdSeconds } = query;
  const asked = { tenant, window, stepMs: (window.endMs - window.startMs) / STEPS };
  const totals = totalsOf(await countedOf(store, asked, subject), thresholdSeconds);
  return totals.bad + totals.good === 0 ? null : totals;
}

function totalsOf(counted: readonly Counted[], thresholdSeconds: number | null): Totals {
  const sum = (of: (one: Counted) => readonly number[]) => counted.flatMap(of).reduce((all, one) => all + one, 0);
  const all = sum(({ calls }) => calls);
  const longer = () =>
    callsLongerThan(mergeHistograms(counted.flatMap(({ duration }) => duration)), thresholdSeconds ?? 0);
  const bad = thresholdSeconds === null ? sum(({ errors }) => errors) : Math.min(all, Math.round(longer()));
  return { bad, good: all - bad };
}

const STEPS = 60;
const LEAST_SHARE = 0.1;
const ENTRIES: readonly number[] = [SpanKind.SERVER, SpanKind.CONSUMER];

/** Which operations of a service the bad requests are, where it has several: the most first, none that is less than a tenth of them. */
export async function badOperations(store: TotalsReader, query: TotalsQuery): Promise<OperationShare[]> {
  const { tenant, window, subject, thresholdSeconds } = query;
  if (subject.kind !== "service") return [];
  const asked = { tenant, window, stepMs: (window.endMs - window.startMs) / STEPS, service: subject.service };
  const { series } = await store.readOperations(asked);
  const entries = series.filter(({ kind }) => ENTRIES.includes(kind));
  const rows = entries.map((one) => ({ name: one.name, ...totalsOf([one], thresholdSeconds) }));
  const seen = rows.filter(({ bad, good }) => bad + good > 0);
  const [bad, good] = [total(seen, "bad"), total(seen, "good")];
  if (seen.length < 2 || bad === 0) return [];
  return seen
    .map((one) => ({ name: one.name, badRatio: one.bad / bad, goodRatio: good === 0 ? 0 : one.good / good }))
    .filter(({ badRatio }) => badRatio >= LEAST_SHARE)
    .sort((a, b) => b.badRatio - a.badRatio);
}
const total = (rows: readonly Totals[], side: keyof Totals) => rows.reduce((sum, row) => sum + row[side], 0);

type Asked = Parameters<DerivedReader["readEdges"]>[0];

async function countedOf(store: TotalsReader, asked: Asked, subject: SloSubject): Promise<readonly Counted[]> {
  switch (subject.kind) {
    case "service":
      return (await store.readServices({ ...asked, service: subject.service })).series;
    case "operation": {
      const { series } = await store.readOperations({ ...asked, service: subject.service });
      return series.filter(({ name, kind }) => name === subject.spanName && isKind(kind, subject.spanKind));
    }
    case "edge": {
      const { series } = await store.readEdges({ ...asked, service: subject.client });
      return series
        .filter(({ client, server }) => client === subject.client && server === subject.server)
        .map(({ calls, errors, clientDuration }) => ({ calls, errors, duration: clientDuration }));
    }
    case "caller": {
      const { series } = await store.readOperations({ ...asked, service: subject.client });
      return series.filter(({ kind }) => kind === SpanKind.CLIENT || kind === SpanKind.PRODUCER);
    }
  }
}

const isKind = (kind: number, name: string) => name === "" || SPAN_KIND_NAMES[kind] === name;
