"use client";
/** Why nothing can be changed here: the page shows another time, or the SLO comes from a file. With the way on. */
import type { ReactNode } from "react";
import { Status } from "../charts/Status.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";

/** Nothing while the clock is live. */
export function NotLiveNote() {
  const { live, endMs, goLive } = useClock();
  const zone = useZone();
  if (live) return null;
  return (
    <Note
      action={
        <button type="button" className="btn btn-sm" onClick={goLive}>
          Back to live
        </button>
      }
    >
      You look at {formatInstant(endMs, zone, "dayMinute")}. What was then cannot be changed; go back to live to change
      what is.
    </Note>
  );
}

export function FileNote({ file }: { file: string }) {
  return (
    <Note>
      Provisioned by <code className="mono wrap-anywhere">{file}</code>: change it there, and it is taken over within
      seconds. Clone it to have one that can be changed here.
    </Note>
  );
}

export function OffNote() {
  return <Note>Switched off: it counts nothing and tells nobody. What was counted before is kept.</Note>;
}

export function FillingNote() {
  return (
    <Note>What is stored of the past is still being counted, from the newest back; its numbers grow with it.</Note>
  );
}

function Note({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-(--pad) py-1.5 text-12 text-ink-2"
    >
      <Status kind="unknown" size={10} label="" />
      <span className="min-w-0 flex-1">{children}</span>
      {action}
    </div>
  );
}
