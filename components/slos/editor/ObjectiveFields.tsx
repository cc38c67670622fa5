"use client";
/** How much must be good, over which window; with what that allows to fail, said while it is typed. */
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { formatCount, formatCountOf } from "../../format/formatNumbers.ts";
import { downtimeWords, eventNoun, shortWindow } from "../sloWords.ts";
import { useDraftForm } from "./draftForm.tsx";
import { Check, Choice, Field, FormSection, Inline, Problem } from "./fields.tsx";

const COMMON = ["99", "99.5", "99.9", "99.95", "99.99"];
const COMMON_DAYS = ["7", "28", "30", "90"];
const WINDOWS = [
  ["rolling", "Rolling days"],
  ["calendar", "A calendar period"],
] as const;
const UNITS = [
  ["week", "Week"],
  ["month", "Month"],
  ["quarter", "Quarter"],
] as const;

/** `expected`: how many events a window has, going by the preview; null: not known yet. */
export function ObjectiveFields({ expected }: { expected: number | null }) {
  const { draft, set } = useDraftForm();
  return (
    <FormSection title="How much of it, over how long">
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <Field field="objective" label="Objective" unit="%" width="w-24" />
        <Quick values={COMMON} unit="%" now={draft.objective} choose={(objective) => set({ objective })} />
      </div>
      <Allowed expected={expected} />
      <Choice label="Window" value={draft.windowKind} options={WINDOWS} choose={(windowKind) => set({ windowKind })} />
      {draft.windowKind === "rolling" ? (
        <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
          <Field field="days" label="Length" unit="days" width="w-24" />
          <Quick values={COMMON_DAYS} unit="" now={draft.days} choose={(days) => set({ days })} />
        </div>
      ) : (
        <div className="flex flex-wrap items-start gap-3">
          <Choice label="Starts anew each" value={draft.unit} options={UNITS} choose={(unit) => set({ unit })} />
          <Field field="timeZone" label="At midnight in" options={zones()} width="w-56" placeholder="Europe/Berlin" />
        </div>
      )}
      <Check
        checked={draft.isSliced}
        toggle={(isSliced) => set({ isSliced })}
        more={
          <>
            <Inline field="sliceMinutes" label="A slice has" unit="minutes" />
            <Inline field="sliceTarget" label="and is good when at least" unit="% of its events are" />
          </>
        }
      >
        Count slices of time instead of events, so that a quiet night weighs as much as a busy noon
      </Check>
    </FormSection>
  );
}

interface QuickProps {
  readonly values: readonly string[];
  readonly unit: string;
  readonly now: string;
  readonly choose: (value: string) => void;
}

function Quick({ values, unit, now, choose }: QuickProps) {
  return (
    <span className="flex flex-wrap gap-1 pb-1">
      {values.map((value) => (
        <button
          key={value}
          type="button"
          className="chip num"
          aria-pressed={now === value}
          onClick={() => choose(value)}
        >
          {value}
          {unit && ` ${unit}`}
        </button>
      ))}
    </span>
  );
}

/** What the objective allows, in time and in events. */
function Allowed({ expected }: { expected: number | null }) {
  const { promise: body, read } = useDraftForm();
  const { problems } = read;
  if (problems.objective) return <Problem sentence={problems.objective} />;
  if (!body) return null;
  const { objective, window } = body;
  const noun = eventNoun(body);
  const events = expected === null ? null : (1 - objective) * expected;
  return (
    <p className="text-12 text-ink-2">
      That allows <b className="num font-medium text-ink">{downtimeWords(objective, window)}</b> in which everything
      fails
      {events !== null && expected !== null && (
        <>
          , or{" "}
          <b className="num font-medium text-ink">
            {events < 1
              ? `not one of ${formatCount(Math.round(expected))} ${noun}s`
              : `${formatCountOf(Math.floor(events), noun)} of ${formatCount(Math.round(expected))}`}
          </b>{" "}
          over {shortWindow(window)} at the traffic that was seen
        </>
      )}
      . {perDay(objective)}
    </p>
  );
}

const perDay = (objective: number) => `A day: ${formatSpanOfTime((1 - objective) * 86_400_000)}.`;

let known: readonly string[] | null = null;
function zones(): readonly string[] {
  known ??= ["UTC", ...Intl.supportedValuesOf("timeZone")];
  return known;
}
