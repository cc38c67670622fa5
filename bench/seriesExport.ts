/**
 * Exports of many metric series from fifty services: one request holds one point of each, whose times and values are set anew for
 * every tick, with a process's usual jitter. Counters grow by whole numbers, gauges wander by hundredths.
 */
import type { PointColumns } from "../server/model/columns.ts";
import type { Metric } from "../server/model/metric.ts";
import { unixNano } from "../server/model/time.ts";
import { NO_LIMITS } from "../server/otlp/decoded.ts";
import { decodeMetrics } from "../server/otlp/decodeMetrics.ts";
import { writeMetrics } from "../server/otlp/writeMetrics.ts";

const TWO_32 = 4_294_967_296n;
const SERVICES = 50;
const NOTHING = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };

export interface Shape {
  /** The metric's name as it is sent. */
  readonly metric: string;
  readonly kind: "counter" | "gauge";
  readonly series: number;
  readonly hours: number;
}

const text = (key: string, value: string) => ({ key, value: { type: "string", value } as const });

export class Export {
  private readonly columns: PointColumns;
  private readonly isGauge: boolean;
  private readonly levels: Float64Array;
  private seed = 1;

  constructor(shape: Shape) {
    this.isGauge = shape.kind === "gauge";
    const groups = Array.from({ length: SERVICES }, (_, service) => ({
      resource: { ...NOTHING, attributes: [text("service.name", `service-${service}`)] },
      scopeMetrics: [{ scope: { ...NOTHING, name: "bench", version: "" }, metrics: [metricOf(shape)] }],
    }));
    const decoded = decodeMetrics(writeMetrics(groups), NO_LIMITS);
    if (!decoded.ok) throw new Error(decoded.message);
    this.columns = decoded.columns;
    this.levels = Float64Array.from({ length: this.columns.count }, () => this.random() * 1000);
  }

  private random(): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.seed / 4_294_967_296;
  }

  at(startMs: number, timeMs: number): PointColumns {
    const { columns, levels, isGauge } = this;
    const time = BigInt(timeMs) * 1_000_000n + BigInt(Math.floor(this.random() * 900_000));
    const start = BigInt(startMs) * 1_000_000n;
    columns.timeHi.fill(Number(time / TWO_32));
    columns.timeLo.fill(Number(time % TWO_32));
    columns.startHi.fill(Number(start / TWO_32));
    columns.startLo.fill(Number(start % TWO_32));
    for (let i = 0; i < columns.count; i++) {
      const step = isGauge ? (this.random() - 0.5) * 2 : Math.floor(this.random() * 30) + (i % 50);
      const level = (levels[i] ?? 0) + step;
      levels[i] = level;
      columns.value[i] = isGauge ? Math.round(level * 100) / 100 : Math.floor(level);
    }
    return columns;
  }
}

/** One service's share of the series. */
function metricOf({ metric, kind, series }: Shape): Metric {
  const dataPoints = Array.from({ length: Math.max(1, Math.round(series / SERVICES)) }, (_, i) => ({
    attributes: [text("host.name", `host-${i % 10}`), text("route", `/route/${Math.floor(i / 10)}`)],
    startTimeUnixNano: unixNano(1),
    timeUnixNano: unixNano(2),
    flags: 0,
    exemplars: [],
    value: { type: "double", value: 1 } as const,
  }));
  const head = { name: metric, description: "", unit: "1", metadata: [], dataPoints };
  return kind === "gauge"
    ? { ...head, kind: "gauge" }
    : { ...head, kind: "sum", isMonotonic: true, aggregationTemporality: 2 };
}
