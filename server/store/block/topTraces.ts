/**
 * The best traces of a search while blocks go by: trace id -> its best key (or the sum of its keys), only as many as may still
 * win. Once `limit + 1` are known, `threshold` is what a trace must beat, so a search can stop when no block left can.
 */
export class TopTraces {
  private best = new Map<string, number>();
  private readonly limit: number;
  private readonly isSum: boolean;
  /** No trace with a key at or below this can be among the best any more. */
  threshold = Number.NEGATIVE_INFINITY;

  constructor(limit: number, isSum = false) {
    this.limit = limit;
    this.isSum = isSum;
  }

  offer(traceId: string, key: number): void {
    const before = this.best.get(traceId);
    if (before === undefined) this.best.set(traceId, key);
    else this.best.set(traceId, this.isSum ? before + key : Math.max(before, key));
    if (this.best.size > this.room) this.trim();
  }

  /** Sums grow later, so more of them are kept on the way. */
  private get room(): number {
    return this.isSum ? Math.max(50_000, 16 * this.limit) : 4 * this.limit + 64;
  }

  private sorted(): [string, number][] {
    return [...this.best].sort((a, b) => b[1] - a[1]);
  }

  private trim(): void {
    this.best = new Map(this.sorted().slice(0, this.isSum ? this.room / 2 : this.limit + 1));
    this.settle();
  }

  /** Brings `threshold` up to date. */
  settle(): void {
    if (this.isSum || this.best.size <= this.limit) return;
    this.threshold = this.sorted()[this.limit]?.[1] ?? this.threshold;
  }

  get isFull(): boolean {
    return this.best.size > this.limit;
  }

  /** The best trace ids, best first. */
  take(): string[] {
    return this.sorted()
      .slice(0, this.limit)
      .map(([traceId]) => traceId);
  }
}
