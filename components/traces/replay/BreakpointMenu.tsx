"use client";
/** Where playing stops by itself: at spans of a name, at errors, and where nothing happens for a while. */
import { CircleDot } from "lucide-react";
import { Popover } from "radix-ui";
import type { TraceReplayState } from "./useTraceReplayState.ts";

/** Who has said where to stop presses Space next, which on the button would open the menu again. */
function toSpans(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("[role=tree]")?.focus();
}

export function BreakpointMenu({ replay }: { replay: TraceReplayState }) {
  const { stops, setStops } = replay;
  const count = (stops.name === "" ? 0 : 1) + (stops.atError ? 1 : 0) + (stops.gapMs === null ? 0 : 1);
  return (
    <Popover.Root>
      <Popover.Trigger className="btn btn-sm">
        <CircleDot size={13} strokeWidth={1.6} aria-hidden="true" />
        Breakpoints{count > 0 && <span className="num text-time">{count}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          className="float z-50 flex w-72 flex-col gap-2.5 p-3 text-12"
          onCloseAutoFocus={toSpans}
        >
          <label className="flex flex-col gap-1">
            Stop at spans whose name has
            <input
              className="field h-7 px-2"
              value={stops.name}
              placeholder="authorize"
              onChange={(event) => setStops({ ...stops, name: event.target.value })}
            />
          </label>
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={stops.atError}
              onChange={(event) => setStops({ ...stops, atError: event.target.checked })}
            />
            Stop at the next error
          </label>
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={stops.gapMs !== null}
              onChange={(event) => setStops({ ...stops, gapMs: event.target.checked ? 50 : null })}
            />
            Stop where nothing happens for over
            <input
              type="number"
              min={0}
              aria-label="Milliseconds without anything"
              className="field num h-6 w-16 px-1.5"
              disabled={stops.gapMs === null}
              value={stops.gapMs ?? 50}
              onChange={(event) => setStops({ ...stops, gapMs: Math.max(0, Number(event.target.value) || 0) })}
            />
            ms
          </label>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
