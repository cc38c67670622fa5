"use client";
/** Nothing has arrived in the window: say so, offer a longer look, teach how to send. */
import type { ReactNode } from "react";
import { formatWindow } from "../format/formatInstant.ts";
import { useClock } from "../state/clock.tsx";
import { WINDOW_PRESETS_MS } from "../state/clockParams.ts";
import { useZone } from "../state/usePreference.tsx";
import { ConnectSnippets } from "./ConnectSnippets.tsx";
import { EmptyNotice } from "./EmptyNotice.tsx";

interface ConnectNoticeProps {
  /** What would be here and is not, as in "No service sent spans in this window". */
  readonly missing: ReactNode;
}

export function ConnectNotice({ missing }: ConnectNoticeProps) {
  const { startMs, endMs, windowMs, live, setWindow, goLive } = useClock();
  const zone = useZone();
  const longest = WINDOW_PRESETS_MS.at(-1) ?? windowMs;
  return (
    <EmptyNotice title={<h1>{missing}</h1>}>
      <p suppressHydrationWarning>
        The window is {formatWindow(startMs, endMs, zone)}. What was sent before or after it is not shown.
      </p>
      <p className="mt-3 flex gap-2">
        {windowMs < longest && (
          <button type="button" className="btn" onClick={() => setWindow(longest)}>
            Look back 7 days
          </button>
        )}
        {!live && (
          <button type="button" className="btn" onClick={goLive}>
            Back to live
          </button>
        )}
      </p>
      <p className="mt-6 mb-2 font-semibold text-13 text-ink">Nothing sent yet? Point a sender here</p>
      <ConnectSnippets />
    </EmptyNotice>
  );
}
