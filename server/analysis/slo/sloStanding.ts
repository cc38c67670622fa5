/**
 * Where an SLO stands, for lists and for the history: its status, and how urgent what it tells is.
 * An SLO without data is unknown, however good the days before were: at once when it never had any in its window, else once its
 * indicator was silent for as long as it was told to tell (`absentMinutes`), or for an hour.
 * Units: minutes; Unix milliseconds.
 */
import type { SloBody, SloSeverity, SloStatus } from "../../model/slo.ts";
import { conditionsOf } from "./burnPairs.ts";
import type { CountSums } from "./countSums.ts";
import { sloStatusAt } from "./judgeCondition.ts";
import { measureCondition } from "./measureCondition.ts";

const SILENT_MINUTES = 60;

export interface SloStanding {
  readonly status: SloStatus;
  /** Of the most urgent condition that holds; null: none does. */
  readonly severity: SloSeverity | null;
  /** Without data for so long now. */
  readonly silentMinutes: number;
  readonly isSilent: boolean;
}

export function silenceAt(
  { alerting }: Pick<SloBody, "alerting">,
  counts: CountSums,
  atMs: number,
): Pick<SloStanding, "silentMinutes" | "isSilent"> {
  const silentMinutes = counts.silentMinutes(atMs);
  return { silentMinutes, isSilent: silentMinutes >= (alerting.absentMinutes ?? SILENT_MINUTES) };
}

export function sloStanding(body: SloBody, counts: CountSums, atMs: number): SloStanding {
  const { silentMinutes, isSilent } = silenceAt(body, counts, atMs);
  const holding = conditionsOf(body).filter((condition) => measureCondition(body, condition, counts, atMs).holds);
  const severities = holding.map(({ severity }) => severity);
  const severity = severities.includes("page") ? "page" : (severities[0] ?? null);
  const status = sloStatusAt(body, counts, atMs);
  // Whatever else it tells of its budget (hours left, a part spent), it is not well while somebody is called for it.
  const burns = status === "healthy" && holding.some(({ kind }) => kind !== "absent");
  return { status: isSilent ? "unknown" : burns ? "burning" : status, severity, silentMinutes, isSilent };
}
