/**
 * Counts the spans of one request into the flush's totals: operations, instances, placements, call edges and exceptions.
 *
 * Edges follow the Collector's service-graph connector: the key of a call is (trace id, client span id) = (trace id, the server
 * span's parent), PRODUCER and CONSUMER make it messaging, either half's error fails it. A CLIENT span that names a database is
 * complete at once (its server side copied from it), named as `databaseOf` says; a SERVER span without parent is a call by "user"; a client half that
 * nobody answers in time becomes a virtual node when it names its peer.
 * Ours: a call counts when it ended for its caller (messaging: for the consumer), whichever half came first.
 */
import { NONE, type SpanColumns } from "../model/columns.ts";
import { cellOf } from "../model/durationCells.ts";
import { BUCKET_MS } from "../model/increments.ts";
import {
  DB_NAME,
  DB_NAMESPACE,
  DB_SYSTEM,
  DB_SYSTEM_NAME,
  NET_PEER_NAME,
  PEER_SERVICE,
  SERVER_ADDRESS,
} from "../model/semconv.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import { AttributeFinder } from "./deriveAttributes.ts";
import { namesNoDatabase } from "./deriveDatabase.ts";
import { SpanExceptions } from "./deriveExceptions.ts";
import type { Half, WaitingHalves } from "./deriveHalves.ts";
import { IdHash, type RecentSpans } from "./deriveIdentity.ts";
import type { DerivedNames } from "./deriveNames.ts";
import { NO_REGION } from "./derivePlaced.ts";
import type { KnownResource } from "./deriveResource.ts";
import type { FlushTotals } from "./deriveTotals.ts";

const USER = "user";
const Edge = { CALL: 0, DATABASE: 1, MESSAGING: 2, VIRTUAL: 3 } as const;
const PEER_KEYS = [PEER_SERVICE, SERVER_ADDRESS, NET_PEER_NAME, DB_SYSTEM_NAME, DB_SYSTEM, DB_NAMESPACE, DB_NAME];
const PEERS = [0, 1, 2];
const SYSTEMS = [3, 4];
/** What names a database, best first, each alone: what people call it, its server, what it holds, what it is. */
const DATABASES = [[0], [1, 2], [5, 6], SYSTEMS];
/** Ends later than this after the deriver's clock are counted at their start: no partition is made for a year to come. */
const AHEAD_MS = 3_600_000;
const TWO_32 = 4_294_967_296;
const BUCKET_NANO = BUCKET_MS * 1e6;

/** The 10-s bucket of an instant, exactly: hi * 2^32 is a whole double, and so is what is left of whole buckets. */
export function bucketOf(hi: number, lo: number): number {
  const high = hi * TWO_32;
  const whole = Math.floor(high / BUCKET_NANO);
  return whole + Math.floor((high - whole * BUCKET_NANO + lo) / BUCKET_NANO);
}

export class SpanDeriver {
  readonly recent: RecentSpans;
  readonly halves: WaitingHalves;
  private readonly hash: IdHash;
  private readonly finder = new AttributeFinder(9, PEER_KEYS);
  private readonly exceptions = new SpanExceptions();
  private names: DerivedNames;
  private readonly totals: FlushTotals;
  private user: number;
  private high = new Int32Array(1_024);
  private low = new Int32Array(1_024);
  /** False: a half that nobody answers is forgotten, also when it names its peer. */
  namesPeers = true;
  /** Of no meaning; kept so that the fetching is not optimised away. */
  private touched = 0;

  constructor(totals: FlushTotals, names: DerivedNames, recent: RecentSpans, halves: WaitingHalves, seed: number) {
    this.totals = totals;
    this.names = names;
    this.recent = recent;
    this.halves = halves;
    this.hash = new IdHash(seed);
    this.user = names.symbolOfText(USER);
  }

  /** Goes on with other names; no half may wait. */
  rename(names: DerivedNames): void {
    this.names = names;
    this.user = names.symbolOfText(USER);
  }

  /** Counts all spans but near repeats; how many those were. */
  derive(columns: SpanColumns, resources: readonly KnownResource[], nowMs: number): number {
    const { bytes } = columns;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { totals, names } = this;
    this.identify(view, columns);
    const latest = Math.floor((nowMs + AHEAD_MS) / BUCKET_MS);
    let repeats = 0;
    let scope = -1;
    let resource = resources[0] as KnownResource;
    let instance = -1;
    let placement = -1;
    let instanceBucket = -1;
    for (let i = 0; i < columns.count; i++) {
      if (!this.recent.add(this.high[i] as number, this.low[i] as number)) {
        repeats++;
        continue;
      }
      if (columns.scope[i] !== scope) {
        scope = columns.scope[i] as number;
        const next = resources[columns.scopes[scope]?.resource ?? 0] as KnownResource;
        if (next !== resource) instanceBucket = -1;
        resource = next;
      }
      const startHi = columns.startHi[i] as number;
      const startLo = columns.startLo[i] as number;
      const endHi = columns.endHi[i] as number;
      const endLo = columns.endLo[i] as number;
      const durationNano = Math.max(0, (endHi - startHi) * TWO_32 + (endLo - startLo));
      const endBucket = durationNano > 0 ? bucketOf(endHi, endLo) : Number.POSITIVE_INFINITY;
      const bucket = endBucket <= latest ? endBucket : bucketOf(startHi, startLo);
      const kind = knownNumber(columns.kind[i] as number, 5);
      const status = knownNumber(columns.statusCode[i] as number, 2);
      const error = status === StatusCode.ERROR;
      const cell = cellOf(durationNano);
      const name = names.nameOf(resource.service, bytes, columns.nameAt[i] as number, columns.nameEnd[i] as number);
      totals.addOperation(bucket, resource.service, name, kind, status, durationNano, cell);
      if (bucket !== instanceBucket) {
        instance = totals.instanceRow(bucket, resource);
        placement = totals.placed.placementRow(bucket, resource);
        instanceBucket = bucket;
      }
      const entry = kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;
      totals.addInstanceCall(instance, entry, error, durationNano);
      totals.seeInstance(instance, Math.floor((startHi * TWO_32 + startLo) / 1e6));
      if (placement >= 0) totals.placed.addPlacement(placement, entry, error, durationNano, cell);
      if (columns.eventAt[i] !== NONE) this.deriveExceptions(columns, i, resource.service, bucket);
      if (kind >= SpanKind.SERVER)
        this.deriveEdge(columns, i, view, kind, resource, error, durationNano, bucket, nowMs);
    }
    return repeats;
  }

  /** Ends the waiting of halves whose time is up. */
  expire(nowMs: number): void {
    this.halves.expire(nowMs, (half) => this.giveUp(half));
  }

  /** The identities of all spans of a request. */
  private identify(view: DataView, columns: SpanColumns): void {
    if (columns.count > this.high.length) {
      this.high = new Int32Array(columns.count * 2);
      this.low = new Int32Array(columns.count * 2);
    }
    const { hash, recent } = this;
    for (let i = 0; i < columns.count; i++) {
      hash.ofIdentity(
        view,
        columns.traceIdAt[i] as number,
        columns.spanIdAt[i] as number,
        (columns.startLo[i] as number) | 0,
        (columns.startHi[i] as number) ^ ((columns.kind[i] as number) << 29),
      );
      this.high[i] = hash.high;
      this.low[i] = hash.low;
      this.touched ^= recent.touch(hash.high);
    }
  }

  /** An exception counts when its event happened, if that was while the span ran, else with its span. */
  private deriveExceptions(columns: SpanColumns, i: number, service: number, bucket: number): void {
    const start = bucketOf(columns.startHi[i] as number, columns.startLo[i] as number);
    this.exceptions.visit(columns, i, (from, to, timeHi, timeLo) => {
      const at = bucketOf(timeHi, timeLo);
      const type = this.names.exceptionOf(service, columns.bytes, from, to);
      this.totals.placed.addException(at >= start && at < bucket ? at : bucket, service, type);
    });
  }

  private deriveEdge(
    columns: SpanColumns,
    i: number,
    view: DataView,
    kind: number,
    resource: KnownResource,
    error: boolean,
    durationNano: number,
    bucket: number,
    nowMs: number,
  ): void {
    const caller = kind === SpanKind.CLIENT || kind === SpanKind.PRODUCER;
    const messaging = kind === SpanKind.PRODUCER || kind === SpanKind.CONSUMER;
    const { service, region } = resource;
    const { totals } = this;
    let peer = -1;
    if (caller) {
      this.scanAttributes(columns, i);
      if (kind === SpanKind.CLIENT && this.finder.firstOf(SYSTEMS) >= 0) {
        const cell = cellOf(durationNano);
        const row = totals.addEdge(bucket, service, this.databaseOf(columns, service), Edge.DATABASE, error);
        totals.addClient(row, durationNano, cell);
        totals.addServer(row, durationNano, cell);
        totals.placed.addEdge(row, region, NO_REGION, error, durationNano, cell);
        return;
      }
      if (this.namesPeers) peer = this.symbolOf(columns, PEERS);
    }
    const keyAt = (caller ? columns.spanIdAt[i] : columns.parentSpanIdAt[i]) as number;
    if (keyAt === NONE) {
      if (!messaging) {
        const row = totals.addEdge(bucket, this.user, service, Edge.VIRTUAL, error);
        const cell = cellOf(durationNano);
        totals.addServer(row, durationNano, cell);
        totals.placed.addEdge(row, NO_REGION, region, error, durationNano, cell);
      }
      return;
    }
    this.hash.ofSpan(view, columns.traceIdAt[i] as number, keyAt);
    const { high, low } = this.hash;
    const half: Half = { caller, messaging, error, service, region, durationNano, bucket, peer, arrivedMs: nowMs };
    const other = this.halves.take(high, low, !caller);
    if (other) this.pair(caller ? half : other, caller ? other : half);
    else {
      const pushedOut = this.halves.wait(high, low, half);
      if (pushedOut) this.giveUp(pushedOut);
    }
  }

  private pair(client: Half, server: Half): void {
    const { totals } = this;
    const messaging = client.messaging || server.messaging;
    const bucket = messaging ? server.bucket : client.bucket;
    const error = client.error || server.error;
    const type = messaging ? Edge.MESSAGING : Edge.CALL;
    const row = totals.addEdge(bucket, client.service, server.service, type, error);
    const cell = cellOf(client.durationNano);
    totals.addClient(row, client.durationNano, cell);
    totals.addServer(row, server.durationNano, cellOf(server.durationNano));
    totals.placed.addEdge(row, client.region, server.region, error, client.durationNano, cell);
  }

  private giveUp(half: Half): void {
    if (!half.caller || half.peer < 0) return;
    const row = this.totals.addEdge(half.bucket, half.service, half.peer, Edge.VIRTUAL, half.error);
    const cell = cellOf(half.durationNano);
    this.totals.addClient(row, half.durationNano, cell);
    this.totals.placed.addEdge(row, half.region, NO_REGION, half.error, half.durationNano, cell);
  }

  private scanAttributes(columns: SpanColumns, i: number): void {
    this.finder.clear();
    const last = columns.firstRun[i + 1] as number;
    for (let run = columns.firstRun[i] as number; run < last; run++)
      this.finder.scan(columns.bytes, columns.runs[run * 2] as number, columns.runs[run * 2 + 1] as number);
  }

  /**
   * peer.service, else address (Tempo's order), so that a database has one name whoever calls it; else namespace, else system. What is
   * named like the caller itself says nothing, unless nothing else is known.
   */
  private databaseOf(columns: SpanColumns, service: number): number {
    for (const keys of DATABASES) {
      const key = this.finder.firstOf(keys);
      const { at } = this.finder;
      if (key < 0 || namesNoDatabase(columns.bytes, at[key * 2] as number, at[key * 2 + 1] as number)) continue;
      const symbol = this.symbolOf(columns, keys);
      if (symbol >= 0 && symbol !== service) return symbol;
    }
    return service;
  }

  /** The symbol of the first of these attributes, -1 when the span has none of them. */
  private symbolOf(columns: SpanColumns, keys: readonly number[]): number {
    const key = this.finder.firstOf(keys);
    if (key < 0) return -1;
    const { at } = this.finder;
    return this.names.symbolOf(columns.bytes, at[key * 2] as number, at[key * 2 + 1] as number);
  }
}

/** Numbers that the enum does not know count as 0, unspecified. */
function knownNumber(value: number, highest: number): number {
  return value >= 0 && value <= highest ? value : 0;
}
