"use client";
/** The two pictures of an SLO's page: the budget as it was over the window with what spent it, and the hours around now with where it goes. */
import { useMemo } from "react";
import type { SloReading } from "../../server/analysis/slo/sloReading.ts";
import type { Spender } from "../../server/analysis/slo/spenders.ts";
import type { SloBody, SloSeverity } from "../../server/model/slo.ts";
import type { TimeWindow } from "../../server/model/time.ts";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatInstant, formatWindow } from "../format/formatInstant.ts";
import { useZone } from "../state/usePreference.tsx";
import { BudgetChart } from "./BudgetChart.tsx";
import type { BudgetLabel, BudgetPoint } from "./budgetPicture.ts";
import { formatBudget, shortWindow } from "./sloWords.ts";

interface PictureProps {
  readonly body: SloBody;
  readonly reading: SloReading;
  readonly points: readonly BudgetPoint[];
  /** Of the line. */
  readonly shown: TimeWindow;
  readonly spent: readonly Spender[];
  /** By the start of a stretch: what most likely began it. */
  readonly causes: ReadonlyMap<number, string>;
  /** When something changed. */
  readonly happened: readonly number[];
  readonly live: boolean;
}

interface OverWindowProps extends PictureProps {
  /** Of the gravest that the SLO tells now, as the list has it. */
  readonly severity: SloSeverity | null;
}

const toneOf = ({ status }: SloReading, severity: SloSeverity | null) =>
  status === "exhausted" || severity === "page" ? "fail" : severity === "ticket" ? "warn" : null;

export function BudgetOverWindow({ points: all, shown, spent, causes, happened, live, ...of }: OverWindowProps) {
  const { body, reading, severity } = of;
  const zone = useZone();
  const points = useMemo(() => within(all, shown), [all, shown]);
  const labels = useMemo(() => spenderLabels(spent, causes, zone), [spent, causes, zone]);
  const { window, atMs, periodMs } = reading.budget;
  const isWhole = shown.endMs - shown.startMs > periodMs * 0.6;
  const sub = isWhole
    ? `${shortWindow(body.window)}, as it was each day`
    : `as far back as is known: ${formatSpanOfTime(atMs - shown.startMs)} of ${shortWindow(body.window)}`;
  return (
    <section aria-label="Budget left" className="rests min-w-0">
      <div className="sec flex-wrap">
        <h2>Budget left</h2>
        <span className="sec-sub">{sub}</span>
        {isWhole && (
          <span className="ml-auto flex items-center gap-1.5 text-11 text-ink-3">
            <svg width={22} height={6} aria-hidden="true">
              <path d="M0 3H22" stroke="var(--text-3)" strokeDasharray="2 4" strokeWidth={1.4} />
            </svg>
            even spending
          </span>
        )}
      </div>
      <BudgetChart
        label="Budget left"
        points={points}
        startMs={shown.startMs}
        endMs={Math.max(shown.endMs, isWhole ? window.endMs : 0)}
        nowMs={atMs}
        live={live}
        labels={labels}
        ticks={happened.filter((at) => at >= shown.startMs && at <= shown.endMs)}
        even={isWhole ? { fromMs: window.startMs, untilMs: window.endMs } : null}
        tone={toneOf(reading, severity)}
        whole
      />
    </section>
  );
}

interface NowProps extends Omit<PictureProps, "shown" | "spent" | "causes"> {
  /** Around the instant of the page, also beyond it. */
  readonly stretch: TimeWindow;
  /** What is left at the end of the stretch when nothing fails from now on; null: unknown. */
  readonly ifStopped: number | null;
}

export function BudgetNow({ reading, points: all, stretch, happened, ifStopped, live }: NowProps) {
  const zone = useZone();
  const points = useMemo(() => within(all, stretch), [all, stretch]);
  const { budget, exhaustion } = reading;
  const { remaining } = budget;
  const projection =
    remaining === null || ifStopped === null ? null : { left: remaining, goneMs: exhaustion.goneMs, ifStopped };
  const isToday = stretch.endMs - stretch.startMs <= 36 * 3_600_000;
  return (
    <section aria-label="Where it goes" className="rests min-w-0 border-line wide:border-l phone:border-t">
      <div className="sec flex-wrap">
        <h2>{isToday ? "Today, and where it goes" : "Lately, and where it goes"}</h2>
        <span className="sec-sub num">from {formatWindow(stretch.startMs, stretch.endMs, zone)}</span>
      </div>
      <BudgetChart
        label="Budget left around now"
        points={points}
        {...stretch}
        nowMs={budget.atMs}
        live={live}
        ticks={happened.filter((atMs) => atMs >= stretch.startMs && atMs <= stretch.endMs)}
        projection={projection}
      />
    </section>
  );
}

/** The line of a stretch; what lies outside is not drawn. */
const within = (points: readonly BudgetPoint[], { startMs, endMs }: TimeWindow) =>
  points.filter(({ atMs }) => atMs >= startMs && atMs <= endMs);

const MOST_LABELS = 5;

/** "orders-db failover / 12 % in 21 min, 31 Oct": what began it is its title where something is known to. */
function spenderLabels(spent: readonly Spender[], causes: ReadonlyMap<number, string>, zone: string): BudgetLabel[] {
  return spent
    .filter(({ budgetRatio }) => budgetRatio >= 0.01)
    .slice(0, MOST_LABELS)
    .map(({ startMs, endMs, minutes, budgetRatio }) => {
      const part = `${formatBudget(budgetRatio)} in ${formatSpanOfTime(minutes * 60_000)}`;
      const day = formatInstant(startMs, zone, "day").replace(/^\w+ /, "");
      const cause = causes.get(startMs);
      const title = cause ? shortened(cause) : part;
      const note = cause ? `${part}, ${day}` : `${day}, ${formatInstant(startMs, zone, "minute")}`;
      return { atMs: endMs, title, note, weight: budgetRatio };
    });
}

const LONGEST = 26;
const shortened = (title: string) => (title.length > LONGEST ? `${title.slice(0, LONGEST - 1)}…` : title);
