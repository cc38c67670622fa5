"use client";
/** What spent the budget: the stretches that took most of it, each the way to that time. */
import type { Spender } from "../../server/analysis/slo/spenders.ts";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { useZone } from "../state/usePreference.tsx";
import { formatBudget } from "./sloWords.ts";

interface SpentListProps {
  readonly stretches: readonly Spender[];
  readonly noun: string;
  /** What the rest of it took, in many small pieces. */
  readonly restRatio?: number | null;
  /** Shows a stretch; without it rows lead nowhere. */
  readonly show?: (startMs: number, endMs: number) => void;
  readonly most?: number;
  /** What happened just before a stretch, where something did. */
  readonly before?: (stretch: Spender) => string | null;
}

export function SpentList({ stretches, noun, restRatio, show, most = 6, before }: SpentListProps) {
  const zone = useZone();
  const shown = stretches.slice(0, most);
  const greatest = Math.max(0.0001, ...shown.map(({ budgetRatio }) => budgetRatio));
  return (
    <section aria-label="What spent it" className="rests border-line border-t pb-2">
      <div className="sec flex-wrap">
        <h2>What spent it</h2>
        <span className="sec-sub">
          {shown.length === 0
            ? "no stretch stands out"
            : `the greatest first${restRatio ? `; ${formatBudget(restRatio)} went in small pieces` : ""}`}
        </span>
      </div>
      <ul>
        {shown.map((stretch) => {
          const { startMs, endMs, minutes, bad, budgetRatio } = stretch;
          const happened = before?.(stretch) ?? null;
          const words = (
            <>
              <span className="num w-[92px] flex-none text-left text-ink-2">
                {formatInstant(startMs, zone, "dayMinute")}
              </span>
              <span className="min-w-0 flex-1 truncate text-left">
                {happened ?? <span className="num text-ink-2">{formatCountOf(Math.round(bad), noun)} bad</span>}
              </span>
              <span className="num text-ink-3 phone:hidden">{formatSpanOfTime(minutes * 60_000)}</span>
              <span aria-hidden="true" className="h-[5px] w-[72px] flex-none rounded-[1px] bg-track phone:hidden">
                <span
                  className="block h-full rounded-[1px] bg-fail-fill"
                  style={{ width: `${Math.max(3, (budgetRatio / greatest) * 100)}%` }}
                />
              </span>
              <span className="num w-16 flex-none text-right font-medium">{formatBudget(budgetRatio)}</span>
            </>
          );
          const look = "flex min-h-[26px] w-full items-center gap-3 px-(--pad) text-12";
          return (
            <li key={startMs}>
              {show ? (
                <button
                  type="button"
                  className={`${look} hover:bg-surface focus-visible:outline-offset-[-2px]`}
                  title="Show everything as of this stretch"
                  onClick={() => show(startMs, endMs)}
                >
                  {words}
                </button>
              ) : (
                <span className={look}>{words}</span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
