/**
 * Numbers of metric series: found by content, allocated once, kept longer than any block that cites them.
 * A bounded cache knows the series seen lately by three hashes (85 bits, seeded per process); what it does not know is looked up by
 * SHA-256 of the definition and inserted when new. Two writers may insert at once: one wins, both read the same number.
 * The cache has two generations: what is used moves to the young one, the old one is let go when that is full.
 * What is known is looked up anew every half day, which notes that it is still in use: `dropForgotten` deletes what was not seen for
 * the whole retention and a day, which no kept block cites and no cache still holds.
 */
import { createHash, randomInt } from "node:crypto";
import type pg from "pg";
import { DomainError } from "../../errors.ts";
import type { PointColumns } from "../../model/columns.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { serviceOf } from "../block/originTable.ts";
import {
  hashSeries,
  readDefinition,
  type SeriesDefinition,
  writeDefinition,
  writeMetricKey,
  writeMetricPart,
} from "../block/seriesDefinition.ts";
import { hashBytes } from "../block/tokens.ts";

const GENERATION = 200_000;
const INSERT_AT_ONCE = 2000;
const TWO_21 = 2 ** 21;
/** Half a day, and up to an hour more by the number of the series, so that not all come at once. */
const TRUSTED_MS = 12 * 3_600_000;
const SPREAD_MS = 3_600_000;
/** How long an entry outlives the retention. */
const GRACE_MS = 24 * 3_600_000;
const DROP_AT_ONCE = 5000;
const ATTEMPTS = 5;

interface Known {
  readonly check: number;
  readonly id: number;
  readonly untilMs: number;
}

class SeriesCache {
  private young = new Map<number, Known>();
  private old = new Map<number, Known>();

  get(key: number, check: number, nowMs: number): number | null {
    let known = this.young.get(key);
    if (known === undefined) {
      known = this.old.get(key);
      if (known !== undefined) this.put(key, known);
    }
    return known?.check === check && known.untilMs > nowMs ? known.id : null;
  }

  put(key: number, known: Known): void {
    this.young.set(key, known);
    if (this.young.size < GENERATION) return;
    this.old = this.young;
    this.young = new Map();
  }
}

/** A series that the cache did not know, and the rows that wait for its number. */
interface Missing {
  readonly key: number;
  readonly check: number;
  readonly definition: Uint8Array;
  readonly kind: number;
  readonly name: string;
  readonly service: string;
  readonly rows: { readonly ids: Float64Array; readonly record: number }[];
}

interface MetricState {
  readonly part: Uint8Array;
  readonly hashes: readonly [number, number, number];
}

export class SeriesDictionary {
  private readonly caches = new Map<string, SeriesCache>();
  private readonly seeds = [randomInt(2 ** 31), randomInt(2 ** 31), randomInt(2 ** 31)] as const;

  /** The series of every point, per request. */
  async resolve(
    client: pg.ClientBase,
    tenant: number,
    slot: number,
    requests: readonly PointColumns[],
  ): Promise<Float64Array[]> {
    const cache = this.caches.get(`${tenant}:${slot}`) ?? new SeriesCache();
    this.caches.set(`${tenant}:${slot}`, cache);
    const missing = new Map<string, Missing>();
    const resolved = requests.map((columns) => this.known(columns, cache, missing));
    const wanted = [...missing.values()];
    for (let from = 0; from < wanted.length; from += INSERT_AT_ONCE) {
      await allocate(client, tenant, slot, wanted.slice(from, from + INSERT_AT_ONCE), cache);
    }
    return resolved;
  }

  private known(columns: PointColumns, cache: SeriesCache, missing: Map<string, Missing>): Float64Array {
    const reader = new ProtobufReader(columns.bytes);
    const ids = new Float64Array(columns.count);
    const nowMs = Date.now();
    const states: (MetricState | undefined)[] = [];
    for (let i = 0; i < columns.count; i++) {
      const m = columns.metric[i] ?? 0;
      const state = states[m] ?? this.metricState(columns, m);
      states[m] = state;
      const first = hashSeries(columns, reader, i, state.hashes[0]);
      const second = hashSeries(columns, reader, i, state.hashes[1]);
      const key = (first >>> 0) * TWO_21 + (second >>> 11);
      const check = state.hashes[2] ^ second;
      const id = cache.get(key, check, nowMs);
      if (id !== null) {
        ids[i] = id;
        continue;
      }
      const name = `${key}:${check}`;
      const entry = missing.get(name) ?? missingSeries(columns, reader, i, state, key, check);
      missing.set(name, entry);
      entry.rows.push({ ids, record: i });
    }
    return ids;
  }

  private metricState(columns: PointColumns, index: number): MetricState {
    const metric = columns.metrics[index];
    if (metric === undefined) throw new RangeError("A data point names a metric that its request does not have.");
    const part = writeMetricPart(columns, metric);
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    const [a, b, c] = this.seeds;
    const hash = (seed: number) => hashBytes(view, 0, part.length, seed);
    return { part, hashes: [hash(a), hash(b), hash(c)] };
  }
}

function missingSeries(
  columns: PointColumns,
  reader: ProtobufReader,
  record: number,
  state: MetricState,
  key: number,
  check: number,
): Missing {
  const metric = columns.metrics[columns.metric[record] ?? 0];
  const resource = columns.resources[columns.scopes[metric?.scope ?? 0]?.resource ?? 0];
  return {
    key,
    check,
    definition: writeDefinition(columns, record, state.part),
    kind: metric?.kind ?? 0,
    name: postgresText(metric?.name ?? ""),
    service: postgresText(serviceOf(reader, resource?.at ?? 0, resource?.end ?? 0)),
    rows: [],
  };
}

/** Postgres text cannot hold NUL. */
export function postgresText(text: string): string {
  return text.replaceAll("\0", "\ufffd");
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Numbers for the definitions, those that are new among them; all are noted as seen. */
async function allocate(
  client: pg.ClientBase,
  tenant: number,
  slot: number,
  wanted: readonly Missing[],
  cache: SeriesCache,
): Promise<void> {
  const byHash = new Map<string, Missing[]>();
  for (const one of wanted) {
    const hex = createHash("sha256").update(one.definition).digest("hex");
    byHash.set(hex, [...(byHash.get(hex) ?? []), one]);
  }
  for (let attempt = 0; byHash.size > 0; attempt++) {
    // An entry may be dropped between two of the statements; the next turn inserts it.
    if (attempt === ATTEMPTS) throw new DomainError("UNAVAILABLE", "Metric series could not be numbered; send again.");
    const found = await insertOrSee(client, tenant, slot, byHash);
    for (const { id, hash } of found) {
      for (const { key, check, rows: waiting } of byHash.get(hash) ?? []) {
        const number = Number(id);
        cache.put(key, { check, id: number, untilMs: Date.now() + TRUSTED_MS + ((number * 7919) % SPREAD_MS) });
        for (const { ids, record } of waiting) ids[record] = number;
      }
      byHash.delete(hash);
    }
  }
}

async function insertOrSee(
  client: pg.ClientBase,
  tenant: number,
  slot: number,
  byHash: ReadonlyMap<string, readonly Missing[]>,
): Promise<{ id: string; hash: string }[]> {
  const hashes = [...byHash.keys()].map((hex) => Buffer.from(hex, "hex"));
  const firsts = [...byHash.values()].flatMap(([first]) => (first ? [first] : []));
  await client.query(
    `UPDATE telemetry.series SET seen_at = now()
     WHERE tenant = $1 AND slot = $2 AND hash = ANY ($3::bytea[]) AND seen_at < now() - interval '6 hours'`,
    [tenant, slot, hashes],
  );
  await client.query(
    `INSERT INTO telemetry.series (tenant, slot, hash, kind, name, service, definition, metric)
     SELECT $1, $2, * FROM unnest($3::bytea[], $4::int2[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])
       AS new (hash, kind, name, service, definition, metric)
     WHERE NOT EXISTS (SELECT 1 FROM telemetry.series AS old WHERE old.tenant = $1 AND old.slot = $2 AND old.hash = new.hash)
     ORDER BY hash ON CONFLICT DO NOTHING`,
    [
      tenant,
      slot,
      hashes,
      firsts.map(({ kind }) => kind),
      firsts.map(({ name }) => name),
      firsts.map(({ service }) => service),
      firsts.map(({ definition }) => asBuffer(definition)),
      firsts.map(({ definition }) => asBuffer(writeMetricKey(definition))),
    ],
  );
  const { rows } = await client.query<{ id: string; hash: string }>(
    `SELECT series_id AS id, encode(hash, 'hex') AS hash FROM telemetry.series
     WHERE tenant = $1 AND slot = $2 AND hash = ANY ($3::bytea[]) AND seen_at > now() - interval '7 hours'`,
    [tenant, slot, hashes],
  );
  return rows;
}

/** Deletes entries that no kept block cites any more, some thousand at a time. Resolves to how many went. */
export async function dropForgotten(client: pg.ClientBase, nowMs: number, retentionMs: number): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM telemetry.series AS gone USING (
       SELECT tenant, slot, series_id FROM telemetry.series WHERE seen_at < to_timestamp($1::float8 / 1000) LIMIT ${DROP_AT_ONCE}
     ) AS old
     WHERE gone.tenant = old.tenant AND gone.slot = old.slot AND gone.series_id = old.series_id
       AND gone.seen_at < to_timestamp($1::float8 / 1000)`,
    [nowMs - retentionMs - GRACE_MS],
  );
  return rowCount ?? 0;
}

/** Definitions of these series. */
export async function readDefinitions(
  pool: pg.Pool | pg.ClientBase,
  tenant: number,
  ids: readonly number[],
): Promise<Map<number, SeriesDefinition>> {
  const found = new Map<number, SeriesDefinition>();
  const { rows } = await pool.query<{ id: string; definition: Buffer }>(
    `SELECT series_id AS id, definition FROM telemetry.series
     WHERE tenant = $1 AND slot = ANY (ARRAY(SELECT slot FROM telemetry.ingest_slot WHERE tenant = $1)) AND series_id = ANY ($2::int8[])`,
    [tenant, ids],
  );
  for (const { id, definition } of rows) found.set(Number(id), readDefinition(definition));
  return found;
}
