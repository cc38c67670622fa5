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

export async function requestTotals(
  store: TotalsReader,
  asked: { readonly tenant: number; readonly window: TimeWindow },
  subject: SloSubject,
  thresholdSeconds: number | null,
): Promise<Totals | null> {
  const counted = await countedOf(
    store,
    { ...asked, stepMs: (asked.window.endMs - asked.window.startMs) / 60 },
    subject,
  );
  const sum = (of: (one: Counted) => readonly number[]) => counted.flatMap(of).reduce((all, one) => all + one, 0);
  const all = sum(({ calls }) => calls);
  if (all === 0) return null;
  const longer = () =>
    callsLongerThan(mergeHistograms(counted.flatMap(({ duration }) => duration)), thresholdSeconds ?? 0);
  const bad = thresholdSeconds === null ? sum(({ errors }) => errors) : Math.min(all, Math.round(longer()));
  return { bad, good: all - bad };
}

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
