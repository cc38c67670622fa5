/**
 * How many samples stored points are as Prometheus counts them: a number is one, an explicit histogram one for each bucket, its sum
 * and its count, a summary one for each quantile and those two (counted as five), an exponential histogram one, being native.
 * Exemplars are none: Prometheus keeps those in memory alone.
 */
import type pg from "pg";
import { MetricKind } from "../server/model/metric.ts";
import { PointRuns } from "../server/store/block/decodePoints.ts";
import { Mode } from "../server/store/block/doubleRuns.ts";
import { type BlockRow, fetchedOf } from "../server/store/postgres/blockReads.ts";

const SUMMARY_SAMPLES = 5;

export interface SampleCount {
  readonly points: number;
  readonly samples: number;
  /** Bytes of all that is neither time, number nor bucket. */
  readonly exemplarBytes: number;
}

function samplesOf(runs: PointRuns): number {
  const { modes } = runs.values;
  const others = runs.rows.map((rows, i) => ((modes[i] ?? 0) === Mode.OTHER ? rows : 0));
  const count = others.reduce((sum, one) => sum + one, 0);
  const histograms = runs.histograms(count);
  let samples = runs.count - count;
  for (const rows of others) {
    if (rows === 0) continue;
    histograms.restart();
    for (let i = 0; i < rows; i++) {
      const { kind, fields } = histograms.next();
      if (fields === null) samples += SUMMARY_SAMPLES;
      else samples += kind === MetricKind.HISTOGRAM ? fields.positive.length + 2 : 1;
    }
  }
  return samples;
}

export async function countSamples(client: pg.Client): Promise<SampleCount> {
  const { rows } = await client.query<BlockRow & { rest: number }>(
    `SELECT block_id, step, n, codec::int4, layout::int4, hot, ids, chunks, octet_length(rest)::int4 AS rest
     FROM telemetry.point_block`,
  );
  let [points, samples, exemplarBytes] = [0, 0, 0];
  for (const row of rows) {
    points += row.n;
    samples += samplesOf(new PointRuns(fetchedOf(row, "metrics")));
    exemplarBytes += row.rest;
  }
  return { points, samples, exemplarBytes };
}
