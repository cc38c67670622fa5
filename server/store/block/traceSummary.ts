/**
 * What a search tells of a trace, gathered over all blocks that hold its spans; repeated spans count once.
 */
import type { SpanId, TraceId } from "../../model/ids.ts";
import { StatusCode } from "../../model/span.ts";
import type { SpanHit, TraceHit } from "../telemetryStore.ts";
import { compareStart, type SpanRow } from "./assembleTraces.ts";
import { compareHalves } from "./blockView.ts";
import type { SpanView } from "./decodeSpans.ts";
import { hexAt } from "./idColumns.ts";
import { join64 } from "./rawBlock.ts";
import { SpanSet } from "./spanSet.ts";

const MOST_MATCHED = 20;

/** An instant as two halves of 64 bits, moved by comparing: a bigint for every span would cost more than all else here. */
interface Instant {
  hi: number;
  lo: number;
}

export class TraceSummary {
  private readonly traceId: string;
  private readonly seen = new SpanSet();
  private readonly services = new Map<string, { spanCount: number; errorCount: number }>();
  private readonly matched: SpanHit[] = [];
  private matchedCount = 0;
  private errorCount = 0;
  private start: Instant = { hi: 0xffffffff, lo: 0xffffffff };
  private readonly end: Instant = { hi: 0, lo: 0 };
  /** The matching span that starts last, and where its block holds it. */
  last: SpanRow | null = null;
  private root: { service: string; name: string; start: Instant } | null = null;

  constructor(traceId: string) {
    this.traceId = traceId;
  }

  add(view: SpanView, row: number, isMatch: boolean): void {
    if (!this.seen.add(view, row)) return;
    const service = view.service(row);
    const isError = view.status[row] === StatusCode.ERROR;
    const entry = this.services.get(service) ?? { spanCount: 0, errorCount: 0 };
    this.services.set(service, entry);
    entry.spanCount++;
    if (isError) {
      entry.errorCount++;
      this.errorCount++;
    }
    const hi = view.start.hi[row] ?? 0;
    const lo = view.start.lo[row] ?? 0;
    if (isBefore(hi, lo, this.start)) this.start = { hi, lo };
    this.stretch(view, row, hi, lo);
    if ((this.root === null || isBefore(hi, lo, this.root.start)) && view.parentIdAt(row) < 0) {
      this.root = { service, name: view.nameText(row), start: { hi, lo } };
    }
    if (!isMatch) return;
    if (this.last === null || compareStart({ view, row }, this.last) > 0) this.last = { view, row };
    this.match(view, row, service);
  }

  /** Moves `end` when this span ends later; one that ends before it starts ends at its start. */
  private stretch(view: SpanView, row: number, hi: number, lo: number): void {
    const isNegative = (view.duration.hi[row] ?? 0) > 0x7fffffff;
    const low = lo + (isNegative ? 0 : (view.duration.lo[row] ?? 0));
    const endHi = hi + (isNegative ? 0 : (view.duration.hi[row] ?? 0)) + (low > 0xffffffff ? 1 : 0);
    const endLo = low >>> 0;
    if (endHi < this.end.hi || (endHi === this.end.hi && endLo <= this.end.lo)) return;
    this.end.hi = endHi;
    this.end.lo = endLo;
  }

  private match(view: SpanView, row: number, service: string): void {
    this.matchedCount++;
    this.matched.push({
      spanId: hexAt(view.block.ids, view.spanIdAt(row), 8) as SpanId,
      service,
      name: view.nameText(row),
      kind: view.kind[row] ?? 0,
      statusCode: view.status[row] ?? 0,
      startUnixNano: view.startUnixNano(row),
      durationNano: view.durationNano(row),
    });
    if (this.matched.length > 16 * MOST_MATCHED) this.sortMatched();
  }

  private sortMatched(): void {
    this.matched.sort((a, b) => (a.startUnixNano < b.startUnixNano ? -1 : a.startUnixNano > b.startUnixNano ? 1 : 0));
    this.matched.length = Math.min(this.matched.length, MOST_MATCHED);
  }

  /** Null when no span of it was found. */
  finish(): TraceHit | null {
    if (this.seen.size === 0) return null;
    this.sortMatched();
    const start = join64(this.start.hi, this.start.lo);
    return {
      traceId: this.traceId as TraceId,
      rootService: this.root?.service ?? null,
      rootName: this.root?.name ?? null,
      startUnixNano: start,
      durationNano: Number(join64(this.end.hi, this.end.lo) - start),
      spanCount: this.seen.size,
      errorCount: this.errorCount,
      services: [...this.services]
        .map(([name, counts]) => ({ name, ...counts }))
        .sort((a, b) => b.spanCount - a.spanCount || a.name.localeCompare(b.name)),
      matched: this.matched,
      matchedCount: this.matchedCount,
    };
  }
}

function isBefore(hi: number, lo: number, than: Instant): boolean {
  return compareHalves(hi, lo, than.hi, than.lo) < 0;
}
