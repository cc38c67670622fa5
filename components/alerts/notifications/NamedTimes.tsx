"use client";
/** Named times that recur (nights, weekends, business hours), by which routes are quiet or speak. */
import { Plus, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { NamedTimeInterval } from "../../../server/model/notification.ts";
import { Field } from "../rules/Field.tsx";
import { EMPTY_INTERVAL, type IntervalDraft, readInterval, writeInterval } from "./timeText.ts";

interface NamedTimesProps {
  readonly times: readonly NamedTimeInterval[];
  readonly change: (times: readonly NamedTimeInterval[]) => void;
  /** Why what is typed cannot be saved; null when it can. */
  readonly setTrouble: (trouble: string | null) => void;
}

interface NamedDraft {
  readonly name: string;
  readonly intervals: readonly IntervalDraft[];
}

export function NamedTimes({ times, change, setTrouble }: NamedTimesProps) {
  const [drafts, setDrafts] = useState<readonly NamedDraft[]>(() =>
    times.map(({ name, intervals }) => ({ name, intervals: intervals.map(writeInterval) })),
  );
  const edit = (next: readonly NamedDraft[]) => {
    setDrafts(next);
    const read = next.map(({ name, intervals }) => ({ name: name.trim(), intervals: intervals.map(readInterval) }));
    const troubled = read.flatMap(({ intervals }) => intervals).find((one) => "trouble" in one);
    const nameless = read.some(({ name }) => name === "");
    if (troubled && "trouble" in troubled) return setTrouble(troubled.trouble);
    if (nameless) return setTrouble("A named time needs its name.");
    setTrouble(null);
    change(
      read.map(({ name, intervals }) => ({
        name,
        intervals: intervals.flatMap((one) => ("trouble" in one ? [] : [one])),
      })),
    );
  };
  useEffect(() => () => setTrouble(null), [setTrouble]);
  const replace = (place: number, next: Partial<NamedDraft>) =>
    edit(drafts.map((draft, i) => (i === place ? { ...draft, ...next } : draft)));
  return (
    <section aria-label="Named times" className="mt-4 pb-3">
      <div className="sec">
        <h2>Named times</h2>
        <span className="sec-sub">a route is quiet in them, or speaks only then</span>
      </div>
      {drafts.map(({ name, intervals }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a time is known by its place while its name is typed.
        <div key={place} className="flex flex-col gap-2 border-line-soft border-t px-(--pad) py-3">
          <div className="flex items-end gap-2">
            <Field label="Name" className="w-56">
              <input
                className="field text-13"
                placeholder="nights"
                value={name}
                onChange={({ target }) => replace(place, { name: target.value })}
              />
            </Field>
            <button
              type="button"
              className="icon-btn mb-0.5"
              aria-label={`Take away the time ${name}`}
              onClick={() => edit(drafts.filter((_, i) => i !== place))}
            >
              <X size={13} strokeWidth={1.75} aria-hidden="true" />
            </button>
          </div>
          {intervals.map((interval, i) => (
            <IntervalFields
              // biome-ignore lint/suspicious/noArrayIndexKey: as above.
              key={i}
              interval={interval}
              change={(next) =>
                replace(place, { intervals: intervals.map((one, j) => (j === i ? { ...one, ...next } : one)) })
              }
              remove={() => replace(place, { intervals: intervals.filter((_, j) => j !== i) })}
            />
          ))}
          <button
            type="button"
            className="btn btn-quiet btn-sm -ml-2 self-start"
            onClick={() => replace(place, { intervals: [...intervals, EMPTY_INTERVAL] })}
          >
            <Plus size={13} strokeWidth={1.75} aria-hidden="true" />
            Or at another time
          </button>
        </div>
      ))}
      <button
        type="button"
        className="btn btn-quiet btn-sm mx-3"
        onClick={() => edit([...drafts, { name: "", intervals: [{ ...EMPTY_INTERVAL, weekdays: "sat-sun" }] }])}
      >
        <Plus size={13} strokeWidth={1.75} aria-hidden="true" />
        Add a named time
      </button>
    </section>
  );
}

const FIELDS: readonly (readonly [keyof IntervalDraft, string, string])[] = [
  ["times", "Times", "09:00-17:00"],
  ["weekdays", "Weekdays", "mon-fri"],
  ["daysOfMonth", "Days of the month", "1-7, -1"],
  ["months", "Months", "jan-mar"],
  ["years", "Years", "2026"],
  ["location", "Time zone", "UTC"],
];

interface IntervalFieldsProps {
  readonly interval: IntervalDraft;
  readonly change: (next: Partial<IntervalDraft>) => void;
  readonly remove: () => void;
}

function IntervalFields({ interval, change, remove }: IntervalFieldsProps) {
  const read = readInterval(interval);
  return (
    <div className="flex flex-col gap-1">
      <div className="grid grid-cols-2 items-end gap-2 wide:grid-cols-[repeat(6,minmax(0,1fr))_28px]">
        {FIELDS.map(([field, label, example]) => (
          <Field key={field} label={label}>
            <input
              className="field num text-12"
              placeholder={field === "location" ? example : `any, or ${example}`}
              value={interval[field]}
              onChange={({ target }) => change({ [field]: target.value })}
            />
          </Field>
        ))}
        <button type="button" className="icon-btn mb-0.5" aria-label="Take this time away" onClick={remove}>
          <X size={13} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </div>
      {"trouble" in read && (
        <p role="alert" className="text-11 text-fail">
          {read.trouble}
        </p>
      )}
    </div>
  );
}
