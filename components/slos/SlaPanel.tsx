"use client";
/** What is owed to a customer: the tiers, the one that is reached so far, and each period before, to take along as CSV. */
import { Download } from "lucide-react";
import { csvText, isBelow, type SlaPeriod, slaRows } from "../../server/analysis/slo/penaltyOwed.ts";
import type { Sla, SloBody } from "../../server/model/slo.ts";
import { Status } from "../charts/Status.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { downloadCsv } from "../shell/csv.ts";
import { formatBudget, formatGood, formatObjective } from "./sloWords.ts";

interface SlaPanelProps {
  readonly body: SloBody;
  readonly sla: Sla;
  /** Oldest first; the last may go on. */
  readonly periods: readonly SlaPeriod[];
  /** Of the periods. */
  readonly zone: string;
}

export function SlaPanel({ body, sla, periods, zone }: SlaPanelProps) {
  const now = periods.at(-1);
  return (
    <section aria-label="SLA" className="rests min-w-0">
      <div className="sec flex-wrap">
        <h2>Promised to {sla.customer}</h2>
        <span className="sec-sub">{now ? "so far this period" : "nothing is known yet"}</span>
        {periods.length > 0 && (
          <button
            type="button"
            className="btn btn-sm ml-auto"
            onClick={() => downloadCsv(`SLA ${body.name}`, csvText(slaRows(body, periods)))}
          >
            <Download size={12} strokeWidth={1.75} aria-hidden="true" />
            CSV
          </button>
        )}
      </div>
      <p className="px-(--pad) pb-2 font-medium text-14">{owedSentence(now, sla)}</p>
      <table className="data-table" aria-label="Penalties">
        <thead>
          <tr>
            <th scope="col">Tier</th>
            <th scope="col" className="text-right">
              Owes
            </th>
            <th scope="col" className="text-right">
              Reached
            </th>
          </tr>
        </thead>
        <tbody>
          {sla.tiers.map((tier) => {
            const isReached = isBelow(now?.goodRatio ?? null, tier.belowRatio);
            const isOwed = now?.tier?.belowRatio === tier.belowRatio;
            return (
              <tr key={tier.belowRatio} style={{ height: 30 }}>
                <td className={`phone:py-1 phone:whitespace-normal! ${isOwed ? "font-medium" : ""}`}>
                  below {formatObjective(tier.belowRatio)} good
                </td>
                <td className={`num text-right phone:py-1 phone:whitespace-normal! ${isOwed ? "font-medium" : ""}`}>
                  {owes(tier.penaltyRatio, sla)}
                </td>
                <td>
                  <span className="flex items-center justify-end gap-1.5">
                    <Status kind={isReached ? "fail" : "ok"} size={10} label="" />
                    {isReached ? (isOwed ? "yes, owed" : "yes") : "no"}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {periods.length > 1 && (
        <ul className="px-(--pad) py-2 text-12 text-ink-2" aria-label="Periods before">
          {periods
            .slice(0, -1)
            .toReversed()
            .map((period) => (
              <li key={period.startMs} className="num flex gap-3 py-[2px]">
                <span className="w-28">{formatInstant(period.startMs, zone, "date")}</span>
                <span>{formatGood(period.goodRatio, body.objective)} good</span>
                <span className="ml-auto">{period.tier ? money(period, sla) : "nothing owed"}</span>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}

function owedSentence(period: SlaPeriod | undefined, sla: Sla): string {
  if (!period || period.goodRatio === null)
    return "Nothing is known of this period, so nothing can be said to be owed.";
  if (!period.tier) return "Nothing is owed so far.";
  return `${money(period, sla)} is owed so far: less than ${formatObjective(period.tier.belowRatio)} was good.`;
}

function money({ amount, penaltyRatio }: Pick<SlaPeriod, "amount" | "penaltyRatio">, { currency }: Sla): string {
  if (amount === null) return `${formatBudget(penaltyRatio)} of the fee`;
  return new Intl.NumberFormat("en-GB", { style: "currency", currency }).format(amount);
}

const owes = (ratio: number, sla: Sla) =>
  sla.monthlyFee === null
    ? `${formatBudget(ratio)} of the fee`
    : `${formatBudget(ratio)}, ${money({ amount: sla.monthlyFee * ratio, penaltyRatio: ratio }, sla)} a month`;
