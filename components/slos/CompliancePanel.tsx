"use client";
/** How it went day by day and month by month: which were kept, which were missed, and by how much. */
import type { Compliance } from "../../server/analysis/slo/compliance.ts";
import type { SloBody } from "../../server/model/slo.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { DaysStrip } from "./DaysStrip.tsx";
import { MonthsTable } from "./MonthsTable.tsx";
import { eventNoun, formatObjective } from "./sloWords.ts";

interface CompliancePanelProps {
  readonly body: SloBody;
  readonly days: readonly Compliance[];
  readonly months: readonly Compliance[];
  /** In which days begin at midnight. */
  readonly zone: string;
  readonly nowMs: number;
}

export function CompliancePanel({ body, days, months, zone, nowMs }: CompliancePanelProps) {
  const missed = days.filter(({ isMet }) => isMet === false).length;
  const known = days.filter(({ isMet }) => isMet !== null).length;
  return (
    <section aria-label="Compliance" className="rests min-w-0">
      <div className="sec flex-wrap">
        <h2>Compliance</h2>
        <span className="sec-sub">
          {known === 0
            ? "no day has data"
            : `${formatCount(known - missed)} of ${formatCountOf(known, "day")} kept ${formatObjective(body.objective)}, days of ${zone}`}
        </span>
      </div>
      <DaysStrip days={days} objective={body.objective} zone={zone} noun={eventNoun(body)} nowMs={nowMs} />
      <MonthsTable months={months} objective={body.objective} zone={zone} />
    </section>
  );
}
