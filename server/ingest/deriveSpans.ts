/**
 * Counts the spans of one request into the flush's totals: operations, instances, placements, call edges and exceptions.
 * Call edges: deriveEdges.ts.
 */
import { NONE, type SpanColumns } from "../model/columns.ts";
import { cellOf } from "../model/durationCells.ts";
import { BUCKET_MS } from "../model/increments.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import { EdgeDeriver } from "./deriveEdges.ts";
import { SpanExceptions } from "./deriveExceptions.ts";
import type { Half, WaitingHalves } from "./deriveHalves.ts";
import { IdHash, type RecentSpans } from "./deriveIdentity.ts";
import type { Messages } from "./deriveMessages.ts";
import type { DerivedNames } from "./deriveNames.ts";
import type { KnownResource } from "./deriveResource.ts";
import type { FlushTotals } from "./deriveTotals.ts";

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

/** What of the past is known, each bounded. */
export interface Waiting {
  readonly recent: RecentSpans;
  readonly halves: WaitingHalves;
  readonly messages: Messages;
}

export class SpanDeriver {
  readonly edges: EdgeDeriver;
  private readonly recent: RecentSpans;
  private readonly hash: IdHash;
  private readonly exceptions = new SpanExceptions();
  private names: DerivedNames;
  private readonly totals: FlushTotals;
  private high = new Int32Array(1_024);
  private low = new Int32Array(1_024);
  /** Of no meaning; kept so that the fetching is not optimised away. */
  private touched = 0;

  constructor(totals: FlushTotals, names: DerivedNames, waiting: Waiting, seed: number) {
    this.totals = totals;
    this.names = names;
    this.recent = waiting.recent;
    this.hash = new IdHash(seed);
    this.edges = new EdgeDeriver(totals, names, waiting, this.hash);
  }

  /** Goes on with other names; no half may wait. */
  rename(names: DerivedNames): void {
    this.names = names;
    this.edges.rename(names);
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
      if (kind < SpanKind.SERVER) continue;
      this.edges.derive(columns, i, view, halfOf(kind, resource, error, durationNano, bucket, nowMs));
    }
    return repeats;
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
}

/** Numbers that the enum does not know count as 0, unspecified. */
function knownNumber(value: number, highest: number): number {
  return value >= 0 && value <= highest ? value : 0;
}

/** One literal: spreading one into another costs several times as much as all the rest of a span. */
function halfOf(
  kind: number,
  { service, region }: KnownResource,
  error: boolean,
  durationNano: number,
  bucket: number,
  arrivedMs: number,
): Half {
  const caller = kind === SpanKind.CLIENT || kind === SpanKind.PRODUCER;
  const messaging = kind === SpanKind.PRODUCER || kind === SpanKind.CONSUMER;
  return { caller, messaging, error, service, region, durationNano, bucket, peer: -1, destination: 0, arrivedMs };
}
