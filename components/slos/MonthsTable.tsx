/** Calendar months: what was good in each, how much of its budget went, whether the objective was kept. */
import { Status } from "../charts/Status.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCount } from "../format/formatNumbers.ts";
import { type Period, periodKind } from "./DaysStrip.tsx";
import { formatBudget, formatGood } from "./sloWords.ts";

interface MonthsTableProps {
  /** Newest last. */
  readonly months: readonly (Period & {
    /** The part of that month's budget that was spent; null: unknown. */
    readonly spent: number | null;
    /** Part of the month's minutes that are known. */
    readonly knownRatio: number;
  })[];
  readonly objective: number;
  readonly zone: string;
  readonly nowMs: number;
}

export function MonthsTable({ months, objective, zone, nowMs }: MonthsTableProps) {
  return (
    <table className="data-table" aria-label="Compliance by calendar month">
      <thead>
        <tr>
          <th scope="col">Month</th>
          <th scope="col" className="text-right">
            Good
          </th>
          <th scope="col" className="text-right">
            Bad
          </th>
          <th scope="col" className="text-right">
            Budget spent
          </th>
        </tr>
      </thead>
      <tbody>
        {months.toReversed().map((month) => {
          const kind = periodKind(month, objective);
          return (
            <tr key={month.startMs} style={{ height: 30 }}>
              <td>
                <span className="flex items-center gap-2">
                  <Status
                    kind={kind}
                    size={11}
                    label={kind === "ok" ? "kept" : kind === "fail" ? "missed" : "no data"}
                  />
                  <span className="font-medium">{monthName(month.startMs, zone)}</span>
                  <span className="truncate text-11 text-ink-3">{coverage(month, nowMs)}</span>
                </span>
              </td>
              <td className={`num text-right ${kind === "fail" ? "font-medium text-fail" : ""}`}>
                {formatGood(month.goodRatio, objective)}
              </td>
              <td className="num text-right text-ink-2">
                {month.goodRatio === null ? "–" : formatCount(Math.round(month.bad))}
              </td>
              <td className="num text-right text-ink-2">{formatBudget(month.spent)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function monthName(atMs: number, zone: string): string {
  return formatInstant(atMs + 43_200_000, zone, "date").replace(/^\d+ /, "");
}

function coverage({ endMs, knownRatio }: { endMs: number; knownRatio: number }, nowMs: number): string {
  const known = knownRatio < 0.995 ? `${formatBudget(knownRatio)} of it known` : "";
  return [endMs > nowMs && "so far", known].filter(Boolean).join(", ");
}
