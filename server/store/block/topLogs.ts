/**
 * The first rows of a sorted log answer while blocks go by: as many as asked, and all others of the last one's instant, since their
 * order is decided by content later. Once full, `admits` tells whether a block can still hold an earlier one.
 */
import { compareLogTime, type LogRow } from "./assembleLogs.ts";

export class TopLogs {
  private rows: LogRow[] = [];
  /** Rows of the cursor's instant: all are kept and none counts, since which of them come after it shows later. */
  private readonly tied: LogRow[] = [];
  private readonly tiedInstant: bigint | null;
  private readonly limit: number;
  private readonly direction: 1 | -1;

  constructor(limit: number, order: "newest" | "oldest", tiedInstant: bigint | null) {
    this.tiedInstant = tiedInstant;
    this.limit = limit;
    this.direction = order === "newest" ? -1 : 1;
  }

  add(row: LogRow): void {
    if (this.tiedInstant !== null && row.view.timeUnixNano(row.row) === this.tiedInstant) {
      this.tied.push(row);
      return;
    }
    this.rows.push(row);
    if (this.rows.length > 4 * this.limit + 1024) this.trim();
  }

  private trim(): void {
    this.rows.sort((a, b) => this.direction * compareLogTime(a, b));
    const last = this.rows[this.limit - 1];
    if (last === undefined) return;
    let end = this.limit;
    for (let next = this.rows[end]; next && compareLogTime(next, last) === 0; next = this.rows[end]) end++;
    this.rows.length = end;
  }

  /** Whether a block with these times (Unix ns as numbers) can change the answer. */
  admits(tMin: number, tMax: number): boolean {
    if (this.rows.length < this.limit) return true;
    this.trim();
    const last = this.rows[this.limit - 1];
    if (last === undefined) return true;
    const time = Number(last.view.timeUnixNano(last.row));
    return this.direction === -1 ? tMax >= time : tMin <= time;
  }

  take(): LogRow[] {
    this.trim();
    return [...this.tied, ...this.rows];
  }
}
