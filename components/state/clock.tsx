"use client";
/**
 * The one clock of the console: which instant every page shows, and how far back from it it looks (URL form: ./clockParams.ts).
 * Every query takes `startMs` and `endMs` from `useClock()`. While live both advance in whole steps, so that all panels of a page
 * (and the server's first render) ask one and the same question; keep the previous answer while the next one is fetched.
 * While the playhead moves (./playhead.ts) the present holds still: nothing is asked in the meantime.
 * The server's time counts: a browser whose clock is off by more than two seconds is corrected by the difference.
 */
import { createParser, useQueryStates } from "nuqs";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import {
  DEFAULT_WINDOW_MS,
  liveStepMs,
  parseAt,
  parseWindow,
  reachableAt,
  SHORTEST_WINDOW_MS,
  writeAt,
  writeWindow,
} from "./clockParams.ts";
import { useMoving } from "./playhead.ts";

/** The clock in the address; whoever else reads or writes it does so with these, since one parameter has one parser. */
export const CLOCK_PARAMS = {
  at: createParser({ parse: parseAt, serialize: writeAt }),
  window: createParser({ parse: parseWindow, serialize: writeWindow }),
};
const TOLERATED_SKEW_MS = 2_000;
/** A stretch longer than this is kept in whole seconds: nobody drags finer, and the link stays short. */
const WHOLE_SECONDS_FROM_MS = 20_000;

export interface Clock {
  /** The window of every question: startMs <= t < endMs. */
  readonly startMs: number;
  readonly endMs: number;
  readonly windowMs: number;
  /** True while the window ends now and moves on. */
  readonly live: boolean;
  /** The present, in steps; for words like "12 s ago". */
  readonly nowMs: number;
  /** Sets the clock to an instant (pausing it), keeping the window's length. */
  setAt(unixMs: number): void;
  /** Changes how far back pages look. */
  setWindow(windowMs: number): void;
  /** Looks at exactly this stretch, as after a drag over a chart. */
  zoomTo(startMs: number, endMs: number): void;
  /** Holds the present instant. */
  pause(): void;
  goLive(): void;
}

const ClockContext = createContext<Clock | null>(null);

export function useClock(): Clock {
  const clock = useContext(ClockContext);
  if (!clock) throw new Error("useClock needs a ClockProvider above it; app/providers.tsx mounts one.");
  return clock;
}

/** `serverNowMs` is the server's time at the first render, so that it and the browser's first render ask the same. */
export function ClockProvider({ serverNowMs, children }: { serverNowMs: number; children: ReactNode }) {
  const [{ at: asked, window: wished }, setParams] = useQueryStates(CLOCK_PARAMS, { history: "push" });
  const windowMs = wished ?? DEFAULT_WINDOW_MS;
  const nowMs = useNow(serverNowMs, liveStepMs(windowMs));
  const at = reachableAt(asked, nowMs);
  const live = at === null;
  const endMs = at ?? nowMs;

  const zoomTo = useCallback(
    (startMs: number, stopMs: number) => {
      const step = stopMs - startMs > WHOLE_SECONDS_FROM_MS ? 1_000 : 1;
      const [from, to] = [Math.floor(startMs / step) * step, Math.ceil(stopMs / step) * step];
      void setParams({ at: to, window: Math.max(SHORTEST_WINDOW_MS, to - from) });
    },
    [setParams],
  );
  const clock = useMemo<Clock>(
    () => ({
      startMs: endMs - windowMs,
      endMs,
      windowMs,
      live,
      nowMs,
      zoomTo,
      setAt: (unixMs) => void setParams({ at: Math.round(unixMs) }),
      setWindow: (length) => void setParams({ window: length === DEFAULT_WINDOW_MS ? null : length }),
      pause: () => void setParams({ at: Math.floor(nowMs / 1000) * 1000 }),
      goLive: () => void setParams({ at: null }),
    }),
    [endMs, windowMs, live, nowMs, zoomTo, setParams],
  );
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** The present rounded down to a step, moving on while the page is in sight. */
function useNow(serverNowMs: number, stepMs: number): number {
  const [skewMs, setSkewMs] = useState(0);
  const [nowMs, setNowMs] = useState(serverNowMs);
  const moving = useMoving();
  useEffect(() => {
    const skew = serverNowMs - Date.now();
    if (Math.abs(skew) > TOLERATED_SKEW_MS && Math.abs(skew) < 30 * 86_400_000 && performance.now() < 10_000)
      setSkewMs(skew);
  }, [serverNowMs]);
  useEffect(() => {
    if (moving) return;
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      clearTimeout(timer);
      if (document.visibilityState !== "visible") return;
      const present = Date.now() + skewMs;
      setNowMs(present - (present % stepMs));
      timer = setTimeout(tick, stepMs - (present % stepMs));
    };
    tick();
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [stepMs, skewMs, moving]);
  return nowMs - (nowMs % stepMs);
}
