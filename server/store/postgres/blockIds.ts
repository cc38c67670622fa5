/**
 * Block ids, taken from the database 1,024 at a time so that a flush asks for none. They are unique, in no order of commits.
 * The first flush of a (tenant, slot) also writes the slot down, so that look-ups by trace can name it.
 */
import type pg from "pg";

const RANGE = 1024;

export class BlockIds {
  private next = 0;
  private end = 0;
  private readonly slots = new Set<string>();

  /** Makes sure that `count` ids can be taken. */
  async prepare(client: pg.ClientBase, tenant: number, slot: number, count: number): Promise<void> {
    if (!this.slots.has(`${tenant}:${slot}`)) {
      await client.query("INSERT INTO telemetry.ingest_slot (tenant, slot) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
        tenant,
        slot,
      ]);
      this.slots.add(`${tenant}:${slot}`);
    }
    if (this.end - this.next >= count) return;
    const ranges = Math.ceil(count / RANGE);
    const { rows } = await client.query<{ id: string }>(
      "SELECT nextval('telemetry.block_id') AS id FROM generate_series(1, $1)",
      [ranges],
    );
    // Ranges of one statement need not lie side by side when others take some too: use one range at a time.
    this.ranges = rows.map(({ id }) => Number(id));
    this.openRange();
  }

  private ranges: number[] = [];

  private openRange(): void {
    const from = this.ranges.shift();
    if (from === undefined) throw new RangeError("More block ids were taken than prepared.");
    this.next = from;
    this.end = from + RANGE;
  }

  take(): number {
    if (this.next >= this.end) this.openRange();
    return this.next++;
  }
}
