/** How long what is left lasts, as short as a list's cell: "gone in 4.1 h", "gone", "lasts", a dash where nothing is known. Pure. */
import type { SloRow } from "../../server/routers/sloAnswer.ts";
import { NO_DATA } from "../format/significant.ts";
import { formatLasts } from "./sloWords.ts";

export function budgetWords({ remaining, leftMs }: Pick<SloRow, "remaining" | "leftMs">): string {
  if (remaining === null) return NO_DATA;
  if (remaining <= 0) return formatLasts(0);
  if (leftMs === null) return formatLasts(Number.POSITIVE_INFINITY);
  return leftMs <= 0 ? formatLasts(0) : `gone in ${formatLasts(leftMs)}`;
}
