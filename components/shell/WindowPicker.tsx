"use client";
/** How far back pages look: presets, or an absolute from and to. */
import { Check, ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type FormEvent, useState } from "react";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { instantOf, wallClock } from "../format/zonedInstant.ts";
import { useClock } from "../state/clock.tsx";
import { WINDOW_PRESETS_MS } from "../state/clockParams.ts";
import { useZone } from "../state/usePreference.tsx";

export function WindowPicker() {
  const { windowMs, live } = useClock();
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="btn phone:hidden" aria-label={`Window: ${formatSpanOfTime(windowMs)}`}>
        <span className="num">{live ? `Last ${formatSpanOfTime(windowMs)}` : formatSpanOfTime(windowMs)}</span>
        <ChevronDown size={14} strokeWidth={1.6} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="end" sideOffset={6} className="float z-50 flex w-[420px]">
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
    <div className="w-[150px] border-line border-r p-1">
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
    const from = instantOf(String(fields.get("from")), zone);
    const to = instantOf(String(fields.get("to")), zone);
    if (from === null || to === null) return setProblem("Give both, a date and a time.");
    if (to <= from) return setProblem("The end lies before the start.");
    zoomTo(from, to);
    close();
  };
  return (
    <form onSubmit={submit} className="flex flex-1 flex-col gap-2 p-3">
      <label className="flex flex-col gap-1 text-12 text-ink-2">
        From
        <input
          type="datetime-local"
          step={1}
          name="from"
          defaultValue={wallClock(startMs, zone)}
          className="field num"
        />
      </label>
      <label className="flex flex-col gap-1 text-12 text-ink-2">
        To
        <input type="datetime-local" step={1} name="to" defaultValue={wallClock(endMs, zone)} className="field num" />
      </label>
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
