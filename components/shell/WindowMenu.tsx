"use client";
/** The window picker's menu: presets, or an absolute from and to. Loaded on demand; opens as it mounts. */
import { Check } from "lucide-react";
import { Popover } from "radix-ui";
import { type FormEvent, useState } from "react";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { instantOf, wallClock } from "../format/zonedInstant.ts";
import { useClock } from "../state/clock.tsx";
import { parseAt, WINDOW_PRESETS_MS } from "../state/clockParams.ts";
import { useZone } from "../state/usePreference.tsx";
import { useWindowLabel, WINDOW_TRIGGER, WindowTrigger } from "./WindowPicker.tsx";

export function WindowMenu() {
  const [open, setOpen] = useState(true);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={WINDOW_TRIGGER} aria-label={useWindowLabel()}>
        <WindowTrigger />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="float z-50 flex w-[420px] phone:w-[calc(100vw-16px)] phone:flex-col"
        >
          <Presets close={() => setOpen(false)} />
          <AbsoluteRange close={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Presets({ close }: { close: () => void }) {
  const { windowMs, setWindow } = useClock();
  return (
    <div className="w-[150px] border-line border-r p-1 phone:grid phone:w-full phone:grid-cols-3 phone:border-r-0 phone:border-b">
      {WINDOW_PRESETS_MS.map((preset) => (
        <button
          key={preset}
          type="button"
          aria-pressed={preset === windowMs}
          className="menu-item w-full"
          onClick={() => {
            setWindow(preset);
            close();
          }}
        >
          <span className="num flex-1 text-left">{formatSpanOfTime(preset)}</span>
          {preset === windowMs && <Check size={14} aria-hidden="true" />}
        </button>
      ))}
    </div>
  );
}

function AbsoluteRange({ close }: { close: () => void }) {
  const { startMs, endMs, zoomTo } = useClock();
  const zone = useZone();
  const [problem, setProblem] = useState("");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const from = written(String(fields.get("from")), zone);
    const to = written(String(fields.get("to")), zone);
    if (from === null || to === null)
      return setProblem("Write both as 2026-11-20 09:46:30, or with a zone, as in a log line.");
    if (to <= from) return setProblem("The end lies before the start.");
    zoomTo(from, to);
    close();
  };
  return (
    <form onSubmit={submit} className="flex flex-1 flex-col gap-2 p-3">
      <InstantField name="from" label="From" value={wallClock(startMs, zone)} />
      <InstantField name="to" label="To" value={wallClock(endMs, zone)} />
      <p className="text-11 text-ink-3">Times in {zone}. The clock will stand at the end.</p>
      {problem && (
        <p role="alert" className="text-12 text-fail">
          {problem}
        </p>
      )}
      <button type="submit" className="btn btn-primary mt-auto self-end">
        Show this stretch
      </button>
    </form>
  );
}

function InstantField({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <label className="flex flex-col gap-1 text-12 text-ink-2">
      {label}
      <input
        name={name}
        defaultValue={value.replace("T", " ")}
        autoComplete="off"
        spellCheck={false}
        className="field num text-13"
      />
    </label>
  );
}

/** Wall-clock time in the viewer's zone, or an instant that brings its own zone. */
function written(text: string, zone: string): number | null {
  const trimmed = text.trim();
  const ownZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(trimmed.slice(10)) || /^\d{11,14}$/.test(trimmed);
  return ownZone ? parseAt(trimmed) : instantOf(trimmed.replace(" ", "T"), zone);
}
