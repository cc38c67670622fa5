/**
 * PromQL over the counters that are derived from spans: ten thousand operations of fifty services, thirty days of them. The tiers
 * are filled as the fold leaves them, hour by hour and for the last day in steps of five minutes, not by sending billions of spans.
 */
import type pg from "pg";
import { type Cells, cellOf } from "../server/model/durationCells.ts";
import { encodeIncrements, NO_INCREMENTS, type OperationIncrement } from "../server/model/increments.ts";
import { ensurePartitions, partitionStart } from "../server/store/postgres/derived/partitions.ts";
import { Kind, TIER_1H, TIER_5M, type Tier } from "../server/store/postgres/derived/tiers.ts";
import type { SeriesReader } from "../server/store/seriesReader.ts";
import type { TelemetryReader } from "../server/store/telemetryStore.ts";
import { BARS } from "./bars.ts";
import { type Bench, count } from "./bench.ts";
import { random } from "./derivedWorkload.ts";
import { tellQuestion } from "./seriesQuestions.ts";

const SERVICES = 50;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 30;
const METRIC = "traces_span_metrics_calls_total";

/** Latencies of an operation spread over a dozen cells; some patterns serve all. */
function cellPatterns(next: () => number): Cells[] {
  return Array.from({ length: 500 }, (_, i) => {
    const cells = new Set(Array.from({ length: 12 }, () => cellOf(Math.exp(13 + (i % 20) / 4 + next() * 2))));
    const index = [...cells].sort((a, b) => a - b);
    return { index, count: index.map(() => 1 + Math.floor(next() * 90)) };
  });
}

/** One bucket of one service. */
function bodyOf(service: number, operations: number, bucket: number, patterns: readonly Cells[]): Uint8Array {
  const all = Array.from({ length: operations }, (_, i): OperationIncrement => {
    const name = `GET /api/v1/resource-${i}/{id}`;
    const cells = patterns[(i + service + bucket / 30) % patterns.length] ?? { index: [], count: [] };
    const own = { bucket, service: `service-${service}`, name, kind: 2 + (i % 2), status: i % 10 === 0 ? 2 : 0 };
    return { ...own, overflow: false, sumNano: 1e9, cells };
  });
  return encodeIncrements({ ...NO_INCREMENTS, operations: all });
}

async function fillTier(
  admin: pg.Client,
  tier: Tier,
  startMs: number,
  endMs: number,
  operations: number,
): Promise<void> {
  const patterns = cellPatterns(random(3));
  const from = startMs / 10_000;
  const buckets = Array.from(
    { length: Math.floor((endMs - startMs) / tier.stepMs) },
    (_, i) => from + i * tier.buckets,
  );
  await ensurePartitions(admin, tier, [...new Set(buckets.map((bucket) => partitionStart(tier, bucket)))]);
  for (const bucket of buckets) {
    const bodies = Array.from({ length: SERVICES }, (_, service) => bodyOf(service, operations, bucket, patterns));
    await admin.query(
      `INSERT INTO telemetry.${tier.table} (tenant, slot, kind, bucket, subject, body)
       SELECT 1, 0, ${Kind.SERVICE}, $1, 'service-' || nr, substring($2::bytea FROM at FOR length)
       FROM unnest($3::int4[], $4::int4[], $5::int4[]) AS r (nr, at, length)`,
      [
        bucket,
        Buffer.concat(bodies),
        bodies.map((_, nr) => nr),
        bodies.map((_, nr) => 1 + bodies.slice(0, nr).reduce((sum, { length }) => sum + length, 0)),
        bodies.map(({ length }) => length),
      ],
    );
  }
}

export async function benchDerivedSeries(
  bench: Bench,
  reader: TelemetryReader & SeriesReader,
  admin: pg.Client,
  share: number,
  isFilled = false,
): Promise<void> {
  const operations = Math.max(1, Math.round(200 * share));
  const endMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const startMs = endMs - DAYS * DAY_MS;
  await admin.query(
    "INSERT INTO telemetry.fold_cursor (tenant, slot, xid, increment_id) VALUES (1, 0, '0', 0) ON CONFLICT DO NOTHING",
  );
  if (!isFilled) await fillTier(admin, TIER_1H, startMs - DAY_MS, endMs, operations);
  if (!isFilled) await fillTier(admin, TIER_5M, endMs - 2 * DAY_MS, endMs, operations);
  await admin.query("ANALYZE");
  const about = `${count(SERVICES * operations)} derived series`;
  const ask = (range: string, days: number, stepMs: number) =>
    tellQuestion(
      bench,
      `sum by (service_name) (rate(${METRIC}[${range}])), ${about}, ${days} days at ${stepMs / HOUR_MS} h`,
      reader,
      { query: `sum by (service_name) (rate(${METRIC}[${range}]))`, startMs: endMs - days * DAY_MS, endMs, stepMs },
      BARS.promqlDerived,
    );
  await ask("1h", DAYS, HOUR_MS);
  await ask("6h", DAYS, 6 * HOUR_MS);
  await ask("5m", 1, HOUR_MS);
}
