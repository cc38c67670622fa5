/** What is true of all SLOs at an instant, in a sentence, and the order in which people must look at them. Pure. */
import type { SloSeverity, SloStatus } from "../../server/model/slo.ts";
import type { StatusKind } from "../charts/Status.tsx";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatCount } from "../format/formatNumbers.ts";
import { formatBudget, formatLasts, sloLook } from "./sloWords.ts";

/** What of an SLO decides where it stands in a list. */
export interface Standing {
  readonly title: string;
  readonly status: SloStatus;
  /** Of the gravest burn window that tells; null: none does. */
  readonly severity: SloSeverity | null;
  /** Part of the budget; null: unknown. */
  readonly remaining: number | null;
  /** Until nothing is left at the present rate; null: it lasts, or nothing is known. */
  readonly leftMs: number | null;
  /** Without data for so long now. */
  readonly silentMinutes: number;
  /** Its past is still being counted. */
  readonly isCounting: boolean;
}

const RANKS: Readonly<Record<StatusKind, number>> = { fail: 0, warn: 1, unknown: 3, ok: 2 };
const SOON_MS = 1000 * 365 * 86_400_000;

/** Who burns or is exhausted first, the soonest gone before others; then by what is left; unknown ones last. */
export function troubleFirst<Row extends Standing>(rows: readonly Row[]): Row[] {
  const rank = ({ status, severity }: Standing) => RANKS[sloLook(status, severity).kind];
  return [...rows].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      Number(b.status === "burning") - Number(a.status === "burning") ||
      (a.leftMs ?? SOON_MS) - (b.leftMs ?? SOON_MS) ||
      (a.remaining ?? 2) - (b.remaining ?? 2) ||
      a.title.localeCompare(b.title),
  );
}

export interface ListSentence {
  readonly kind: StatusKind;
  readonly sentence: string;
  readonly why: string;
}

export function slosSentence(rows: readonly Standing[]): ListSentence {
  const of = (status: SloStatus) => rows.filter((row) => row.status === status);
  const [burning, exhausted, unknown] = [troubleFirst(of("burning")), of("exhausted"), of("unknown")];
  const [first] = burning;
  if (first) {
    const others = [
      burning.length > 1 && `${formatCount(burning.length - 1)} more ${burning.length === 2 ? "burns" : "burn"}`,
      exhausted.length > 0 &&
        `${formatCount(exhausted.length)} ${exhausted.length === 1 ? "has" : "have"} nothing left`,
      ...quietWords(rows, unknown),
    ].filter((part) => part !== false);
    return { kind: sloLook("burning", first.severity).kind, sentence: burningWords(first), why: told(others) };
  }
  const [gone] = exhausted;
  if (gone) {
    const one = exhausted.length === 1;
    const sentence = one
      ? `${gone.title} has nothing left of its budget`
      : `${formatCount(exhausted.length)} of ${formatCount(rows.length)} SLOs have nothing left of their budget`;
    return { kind: "fail", sentence, why: told(quietWords(rows, unknown)) };
  }
  if (unknown.length === rows.length && rows.every(({ isCounting }) => isCounting)) {
    const them = rows.length === 1 ? "the SLO" : `${formatCount(rows.length)} SLOs`;
    return {
      kind: "unknown",
      sentence: `Counting what is stored for ${them}`,
      why: "Their numbers come within a minute, the past from the newest back.",
    };
  }
  if (unknown.length === rows.length) {
    const sentence =
      rows.length === 1
        ? `Nothing is known of ${rows[0]?.title ?? "it"}`
        : `Nothing is known of any of ${formatCount(rows.length)} SLOs`;
    return { kind: "unknown", sentence, why: `${silenceWords(rows)}; no data is not good.` };
  }
  return keptSentence(rows, unknown);
}

/** "No data has come for 5 h 34 min": of several the shortest time. What never had any says so. */
function silenceWords(rows: readonly Standing[]): string {
  const ms = Math.min(...rows.map(({ silentMinutes }) => silentMinutes)) * 60_000;
  if (Number.isFinite(ms) && rows.some(({ remaining }) => remaining !== null))
    return `No data has come for ${formatSpanOfTime(ms)}`;
  return rows.length === 1 ? "It had no events in its window" : "They had no events in their windows";
}

function keptSentence(rows: readonly Standing[], unknown: readonly Standing[]): ListSentence {
  const kept = rows.length - unknown.length;
  const lowest = rows.reduce<Standing | null>(
    (least, row) =>
      row.status !== "unknown" && row.remaining !== null && row.remaining < (least?.remaining ?? 2) ? row : least,
    null,
  );
  const sentence =
    kept === 1
      ? "The one SLO that is known is kept"
      : unknown.length > 0
        ? `${formatCount(kept)} SLOs are kept`
        : `All ${formatCount(kept)} SLOs are kept`;
  const why = [
    lowest && `The least is left of ${lowest.title}: ${formatBudget(lowest.remaining)}.`,
    unknown.length > 0 && `Of ${formatCount(unknown.length)} nothing is known.`,
  ];
  return { kind: "ok", sentence, why: why.filter(Boolean).join(" ") };
}

function burningWords({ title, leftMs, remaining }: Standing): string {
  if (leftMs === null) return `${title}: the budget burns, ${formatBudget(remaining)} is left`;
  return `${title}: at this rate the budget is gone in ${formatLasts(leftMs)}`;
}

function quietWords(rows: readonly Standing[], unknown: readonly Standing[]): string[] {
  const healthy = rows.filter(({ status }) => status === "healthy").length;
  return [
    ...(healthy > 0 ? [`${formatCount(healthy)} ${healthy === 1 ? "is" : "are"} kept`] : []),
    ...(unknown.length > 0 ? [`of ${formatCount(unknown.length)} nothing is known`] : []),
  ];
}

/** "2 more burn, 9 are kept." */
function told(parts: readonly (string | false)[]): string {
  const text = parts.filter(Boolean).join(", ");
  return text === "" ? "It is the only one." : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Until nothing is left; where it lasts, that it does; of what has no data nothing, whatever was left once. */
export function lastsWords({ status, remaining, leftMs }: Pick<Standing, "status" | "remaining" | "leftMs">): string {
  if (status === "unknown" || remaining === null) return formatLasts(null);
  if (remaining <= 0) return formatLasts(0);
  return formatLasts(leftMs ?? Number.POSITIVE_INFINITY);
}
