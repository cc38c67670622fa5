/** How often readings are exported, and the small unrest that no real reading is without. */
import { hashOf } from "../engine/random.ts";

export const EXPORT_INTERVAL_MS = 60_000;

/** -1 .. 1, of this thing in this minute; the same whenever it is asked. */
export function unrestOf(what: string, name: string, atMs: number): number {
  return hashOf(what, name, Math.floor(atMs / EXPORT_INTERVAL_MS)) / 2_147_483_648 - 1;
}
