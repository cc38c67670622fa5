"use client";
/** Run or stop, one more query, what was asked before; how to look at the answer, and in which steps. */
import { Bell, History, Play, Plus, Square } from "lucide-react";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import type { ExploreAnswer } from "./useExploreAnswer.ts";
import { type ExploreState, UNITS, VIEWS } from "./useExploreState.ts";

interface ExploreBarProps {
  readonly state: ExploreState;
  readonly answer: ExploreAnswer;
  /** What stands in the editors is not what was run. */
  readonly changed: boolean;
  readonly run: () => void;
  readonly add: () => void;
  readonly openHistory: () => void;
}

const STEPS_MS = [1_000, 5_000, 15_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000];
const UNIT_WORDS: Readonly<Record<(typeof UNITS)[number], string>> = {
  seconds: "seconds",
  bytes: "bytes",
  bytesPerSecond: "bytes per second",
  perSecond: "per second",
  ratio: "ratio as %",
  count: "count",
  celsius: "°C",
  plain: "plain numbers",
};

export function ExploreBar({ state, answer, changed, run, add, openHistory }: ExploreBarProps) {
  const { view, step, unit, change } = state;
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b px-(--pad) pt-1.5 pb-2.5">
      {answer.isFetching && !changed ? (
        <button type="button" className="btn" onClick={answer.stop}>
          <Square size={12} strokeWidth={2} aria-hidden="true" />
          Stop
        </button>
      ) : (
        <button type="button" className={`btn ${changed || answer.stopped ? "btn-primary" : ""}`} onClick={run}>
          <Play size={13} strokeWidth={1.75} aria-hidden="true" />
          Run
          <kbd className="kbd phone:hidden">Ctrl ↵</kbd>
        </button>
      )}
      <button type="button" className="btn btn-quiet" onClick={add}>
        <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
        Query
      </button>
      <button type="button" className="btn btn-quiet" onClick={openHistory} title="Queries asked before  h">
        <History size={14} strokeWidth={1.6} aria-hidden="true" />
        History
      </button>
      {answer.asked[0] && (
        <ClockLink
          href={`/alerts/rules/new?q=${encodeURIComponent(answer.asked[0].expr)}`}
          className="btn btn-quiet phone:hidden"
          title="An alert rule that watches this query"
        >
          <Bell size={14} strokeWidth={1.6} aria-hidden="true" />
          Alert on it
        </ClockLink>
      )}
      <span className="ml-auto flex flex-wrap items-center gap-2">
        {view === "chart" && (
          <>
            <Choice
              name="Unit"
              value={unit ?? ""}
              choose={(value) => void change({ unit: UNITS.find((one) => one === value) ?? null })}
              options={[["", "unit by the query"], ...UNITS.map((one) => [one, UNIT_WORDS[one]] as const)]}
            />
            <Choice
              name="Step"
              value={step === null ? "" : String(step)}
              choose={(value) => void change({ step: value === "" ? null : Number(value) })}
              options={[
                ["", "step by the width"],
                ...[...new Set([...STEPS_MS, ...(step === null ? [] : [step])])]
                  .sort((a, b) => a - b)
                  .map((ms) => [String(ms), `every ${formatSpanOfTime(ms)}`] as const),
              ]}
            />
          </>
        )}
        <fieldset className="seg">
          <legend className="sr-only">See the answer as</legend>
          {VIEWS.map((one) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => void change({ view: one })}>
              {one[0]?.toUpperCase()}
              {one.slice(1)}
            </button>
          ))}
        </fieldset>
      </span>
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly choose: (value: string) => void;
  readonly options: readonly (readonly [value: string, words: string])[];
}

function Choice({ name, value, choose, options }: ChoiceProps) {
  return (
    <select
      className="field h-6 border-line-strong px-1.5 text-12 text-ink-2"
      aria-label={name}
      value={value}
      onChange={(event) => choose(event.target.value)}
    >
      {options.map(([one, words]) => (
        <option key={one} value={one}>
          {words}
        </option>
      ))}
    </select>
  );
}
