/**
 * How long what is left lasts, as short as a list's cell: "gone in 4.1 h", "gone", "lasts", a dash where nothing is known. What burnt too
 * fast over hours and does not in the last one says what is left: "79 % left". Pure.
 */
import type { SloRow } from "../../server/routers/sloAnswer.ts";
import { NO_DATA } from "../format/significant.ts";
import { formatBudget, formatLasts, type SloLook, sloLook } from "./sloWords.ts";

type Row = Pick<SloRow, "remaining" | "leftMs" | "status" | "severity">;

export function budgetWords({ remaining, leftMs, status }: Omit<Row, "severity">): string {
  if (remaining === null) return NO_DATA;
  if (remaining <= 0) return formatLasts(0);
  if (leftMs === null)
    return status === "burning" ? `${formatBudget(remaining)} left` : formatLasts(Number.POSITIVE_INFINITY);
  return leftMs <= 0 ? formatLasts(0) : `gone in ${formatLasts(leftMs)}`;
}

/** Who loses the budget within a day is not well, though too little is known or sent to call anybody. */
const SOON_MS = 86_400_000;

export function budgetLook({ status, severity, remaining, leftMs }: Row): SloLook {
  const look = sloLook(status, severity);
  const goesSoon = look.kind === "ok" && (remaining ?? 0) > 0 && leftMs !== null && leftMs < SOON_MS;
  return goesSoon ? { kind: "warn", word: "burns fast, held back: too few events to call anybody" } : look;
}
