/**
 * The instruments of one sender: histograms that activities feed, counters that follow numbers the engine counts, and a
 * place to write readings of the moment. Keeps cumulative state by sender, so that it outlives the engine's stretches.
 * Shape: `collect` writes one export; the order of metrics is that of their first use.
 */
import type { ProtobufWriter } from "../../server/otlp/protobufWriter.ts";
import { attributeFields, memo, type PlainAttributes, Tag } from "./attributes.ts";
import { Histogram, type SavedHistogram } from "./histogram.ts";
import {
  type HistogramPoint,
  type Interval,
  type MetricHead,
  type NumberPoint,
  writeGauge,
  writeHistograms,
  writeSum,
} from "./metricWriter.ts";
import type { Outbox } from "./outbox.ts";
import type { Sender } from "./resource.ts";
import { type ScopeName, scopeNamed } from "./scopes.ts";

interface Instrument {
  readonly head: MetricHead;
  readonly scope: ScopeName;
  readonly points: Map<string, HistogramPoint>;
}
interface SavedInstrument {
  readonly head: MetricHead;
  readonly scope: ScopeName;
  readonly bounds: readonly number[] | null;
  readonly points: Record<string, { readonly attributes: string; readonly histogram: SavedHistogram }>;
}
export interface SavedMeter {
  readonly bornMs: number;
  readonly lastExportMs: number;
  readonly counters: Record<string, number>;
  readonly instruments: readonly SavedInstrument[];
}
const KNOWN_ATTRIBUTES = new Map<string, Uint8Array>();

/** Attributes of a point, encoded once for all senders. */
function fieldsOf(tag: number, attributes: PlainAttributes): Uint8Array {
  return memo(KNOWN_ATTRIBUTES, `${tag} ${JSON.stringify(attributes)}`, () => attributeFields(tag, attributes));
}

export class Meter {
  /** The histogram that a success of this shape feeds, so that it is looked up once. */
  readonly usual = new Map<object, Histogram>();
  private readonly instruments = new Map<string, Instrument>();
  private counters: Record<string, number> = {};
  private readonly lastRead = new Map<string, { source: object; value: number }>();
  private lastExportMs: number;

  constructor(
    readonly sender: Sender,
    readonly bornMs: number,
    readonly delta: boolean,
    saved: SavedMeter | undefined,
  ) {
    this.lastExportMs = saved?.lastExportMs ?? bornMs;
    this.counters = { ...saved?.counters };
    for (const instrument of saved?.instruments ?? []) this.restore(instrument);
  }

  /** The histogram of this metric and point; `attributes` is asked for the first time only. */
  histogram(
    head: MetricHead,
    scope: ScopeName,
    bounds: readonly number[] | null,
    key: string,
    attributes: () => PlainAttributes,
  ): Histogram {
    let instrument = this.instruments.get(head.name);
    if (!instrument) {
      instrument = { head, scope, points: new Map() };
      this.instruments.set(head.name, instrument);
    }
    let point = instrument.points.get(key);
    if (!point) {
      const tag = bounds ? Tag.HISTOGRAM_POINT : Tag.EXPONENTIAL_POINT;
      point = { attributes: fieldsOf(tag, attributes()), histogram: new Histogram(bounds) };
      instrument.points.set(key, point);
    }
    return point.histogram;
  }

  /**
   * A counter's value to export: `value` is what `source` (an object of the engine's present stretch) has counted so far;
   * what earlier sources counted is added. With deltas, what came since the last export.
   */
  counted(name: string, source: object, value: number): number {
    const last = this.lastRead.get(name);
    const grown = Math.max(0, last?.source === source ? value - last.value : value);
    this.lastRead.set(name, { source, value });
    if (this.delta) return grown;
    const total = (this.counters[name] ?? 0) + grown;
    this.counters[name] = total;
    return total;
  }

  /** Writes every histogram that has something to say. */
  collectHistograms(outbox: Outbox, atMs: number): void {
    for (const { head, scope, points } of this.instruments.values()) {
      const ready = [...points.values()].filter((point) => point.histogram.count > 0);
      if (ready.length === 0) continue;
      writeHistograms(outbox.record(this.sender, scope, ready.length), head, this.interval(atMs), ready, this.delta);
      for (const point of ready) point.histogram.exported(this.delta);
    }
  }

  /** Ends an export: the next delta begins here. */
  exported(atMs: number): void {
    this.lastExportMs = atMs;
  }

  interval(atMs: number): Interval {
    return { startMs: this.delta ? this.lastExportMs : this.bornMs, atMs };
  }

  save(): SavedMeter {
    const instruments = [...this.instruments.values()].map(({ head, scope, points }) => ({
      head,
      scope,
      bounds: [...points.values()][0]?.histogram.bounds ?? null,
      points: Object.fromEntries(
        [...points].map(([key, { attributes, histogram }]) => [
          key,
          { attributes: Buffer.from(attributes).toString("base64"), histogram: histogram.save() },
        ]),
      ),
    }));
    const { bornMs, lastExportMs } = this;
    return { bornMs, lastExportMs, counters: { ...this.counters }, instruments };
  }

  private restore({ head, scope, bounds, points }: SavedInstrument): void {
    const restored = new Map<string, HistogramPoint>();
    for (const [key, saved] of Object.entries(points)) {
      const histogram = new Histogram(bounds);
      histogram.restore(saved.histogram);
      restored.set(key, { attributes: Buffer.from(saved.attributes, "base64"), histogram });
    }
    this.instruments.set(head.name, { head, scope: scopeNamed(scope.name, scope.version), points: restored });
  }
}

/** One export of readings: gauges and sums of one sender under one scope, at one instant. */
export class Readings {
  constructor(
    private readonly outbox: Outbox,
    private readonly meter: Meter,
    private readonly scope: ScopeName,
    private readonly atMs: number,
  ) {}

  gauge(name: string, unit: string, description: string, ...values: readonly Reading[]): void {
    writeGauge(
      this.writer(values.length),
      { name, unit, description },
      this.meter.interval(this.atMs),
      values.map(pointOf),
    );
  }

  /** An up-down counter: how many there are now. */
  level(name: string, unit: string, description: string, ...values: readonly Reading[]): void {
    const interval = { startMs: this.meter.bornMs, atMs: this.atMs };
    const points = values.map((value) => pointOf({ int: true, ...value }));
    writeSum(this.writer(values.length), { name, unit, description }, interval, points, {
      monotonic: false,
      delta: false,
    });
  }

  /** A counter that only grows; `source` is what counts (see `Meter.counted`). */
  counter(name: string, unit: string, description: string, source: object, ...values: readonly Reading[]): void {
    const points = values.map((value) => {
      const parts = value.per ? ` /${value.per}` : "";
      const key = `${name} ${JSON.stringify(value.attributes ?? {})}${parts}`;
      return pointOf({ ...value, value: this.meter.counted(key, source, value.value) / (value.per ?? 1) });
    });
    const { delta } = this.meter;
    writeSum(this.writer(values.length), { name, unit, description }, this.meter.interval(this.atMs), points, {
      monotonic: true,
      delta,
    });
  }

  writer(count: number): ProtobufWriter {
    return this.outbox.record(this.meter.sender, this.scope, count);
  }
}

export interface Reading {
  readonly value: number;
  readonly attributes?: PlainAttributes;
  readonly int?: boolean;
  /** `value` counts parts, so many of which make the unit: a sum of parts is exact where one of fractions is not. */
  readonly per?: number;
}

function pointOf({ value, attributes, int }: Reading): NumberPoint {
  return { attributes: fieldsOf(Tag.NUMBER_POINT, attributes ?? {}), value, int: int ?? false };
}
