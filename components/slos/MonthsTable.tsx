/** Calendar months: what was good in each, how much of its budget went, whether the objective was kept. */

import type { Compliance } from "../../server/analysis/slo/compliance.ts";
import { Status } from "../charts/Status.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCount } from "../format/formatNumbers.ts";
import { periodKind } from "./DaysStrip.tsx";
import { formatBudget, formatGood } from "./sloWords.ts";

interface MonthsTableProps {
  /** Newest last. */
  readonly months: readonly Compliance[];
  readonly objective: number;
  readonly zone: string;
}

export function MonthsTable({ months, objective, zone }: MonthsTableProps) {
  return (
    <table className="data-table" aria-label="Compliance by calendar month">
      <thead>
        <tr>
          <th scope="col" className="w-[46%] phone:w-[34%]">
            Month
          </th>
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
                  <span className="truncate text-11 text-ink-3 phone:hidden">{coverage(month)}</span>
                </span>
              </td>
              <td className={`num text-right ${kind === "fail" ? "font-medium text-fail" : ""}`}>
                {formatGood(month.goodRatio, objective)}
              </td>
              <td className="num text-right text-ink-2">
                {month.goodRatio === null ? "–" : formatCount(Math.round(month.bad))}
              </td>
              <td className="num text-right text-ink-2">
                {formatBudget(month.remaining === null ? null : 1 - month.remaining)}
              </td>
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

function coverage({ isOpen, knownRatio }: Compliance): string {
  const known = knownRatio < 0.995 ? `${formatBudget(knownRatio)} of it known` : "";
  return [isOpen && "so far", known].filter(Boolean).join(", ");
}
