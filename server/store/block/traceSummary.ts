/**
 * What a search tells of a trace, gathered over all blocks that hold its spans; repeated spans count once.
 */
import type { SpanId, TraceId } from "../../model/ids.ts";
import { StatusCode } from "../../model/span.ts";
import type { SpanHit, TraceHit } from "../telemetryStore.ts";
import type { SpanView } from "./decodeSpans.ts";
import { hexAt } from "./idColumns.ts";

const MOST_MATCHED = 20;

export class TraceSummary {
  private readonly traceId: string;
  private readonly seen = new Set<string>();
  private readonly services = new Map<string, { spanCount: number; errorCount: number }>();
  private readonly matched: SpanHit[] = [];
  private matchedCount = 0;
  private errorCount = 0;
  private start: bigint | null = null;
  private end = 0n;
  private root: { service: string; name: string; start: bigint } | null = null;

  constructor(traceId: string) {
    this.traceId = traceId;
  }

  add(view: SpanView, row: number, isMatch: boolean): void {
    const spanId = hexAt(view.block.ids, view.spanIdAt(row), 8);
    const start = view.startUnixNano(row);
    const identity = `${spanId}:${view.kind[row] ?? 0}:${start}`;
    if (this.seen.has(identity)) return;
    this.seen.add(identity);
    const service = view.service(row);
    const isError = view.status[row] === StatusCode.ERROR;
    const entry = this.services.get(service) ?? { spanCount: 0, errorCount: 0 };
    this.services.set(service, entry);
    entry.spanCount++;
    if (isError) {
      entry.errorCount++;
      this.errorCount++;
    }
    const durationNano = view.durationNano(row);
    const end = start + BigInt(Math.round(durationNano));
    if (this.start === null || start < this.start) this.start = start;
    if (end > this.end) this.end = end;
    if (view.parentIdAt(row) < 0 && (this.root === null || start < this.root.start)) {
      this.root = { service, name: view.nameText(row), start };
    }
    if (isMatch) this.match(view, row, spanId as SpanId, service, start, durationNano);
  }

  private match(
    view: SpanView,
    row: number,
    spanId: SpanId,
    service: string,
    start: bigint,
    durationNano: number,
  ): void {
    this.matchedCount++;
    this.matched.push({
      spanId,
      service,
      name: view.nameText(row),
      kind: view.kind[row] ?? 0,
      statusCode: view.status[row] ?? 0,
      startUnixNano: start,
      durationNano,
    });
    if (this.matched.length > 16 * MOST_MATCHED) this.sortMatched();
  }

  private sortMatched(): void {
    this.matched.sort((a, b) => (a.startUnixNano < b.startUnixNano ? -1 : a.startUnixNano > b.startUnixNano ? 1 : 0));
    this.matched.length = Math.min(this.matched.length, MOST_MATCHED);
  }

  /** Null when no span of it was found. */
  finish(): TraceHit | null {
    if (this.start === null) return null;
    this.sortMatched();
    return {
      traceId: this.traceId as TraceId,
      rootService: this.root?.service ?? null,
      rootName: this.root?.name ?? null,
      startUnixNano: this.start,
      durationNano: Number(this.end - this.start),
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
