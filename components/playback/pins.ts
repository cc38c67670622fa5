"use client";
/**
 * Two instants held side by side, in the address: `?a=`, `?b=` (RFC 3339, or Unix ms), and `?lock=a,b` for those that stay where they
 * are. The Replay page compares them, the strip of the time bar draws them.
 */
import { createParser, parseAsArrayOf, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { useClock } from "../state/clock.tsx";
import { parseAt, writeAt } from "../state/clockParams.ts";

export const PIN_NAMES = ["a", "b"] as const;
export type PinName = (typeof PIN_NAMES)[number];

const INSTANT = createParser({ parse: parseAt, serialize: writeAt });
const PARAMS = {
  a: INSTANT,
  b: INSTANT,
  lock: parseAsArrayOf(parseAsStringLiteral(PIN_NAMES)).withDefault([]),
};

export interface Pins {
  readonly a: number | null;
  readonly b: number | null;
  readonly locked: readonly PinName[];
  /** Null takes it away. One that is locked stays. */
  readonly set: (name: PinName, atMs: number | null) => void;
  readonly lock: (name: PinName, isLocked: boolean) => void;
  readonly swap: () => void;
}

/** The present moves in steps; a pin set at it is none of the future. */
const TOLERATED_MS = 60_000;
const isReachable = (atMs: number | null, nowMs: number) => atMs === null || atMs <= nowMs + TOLERATED_MS;

/** Why a pin of the address cannot be; null when it can. */
export function pinTrouble(name: PinName, text: string | null, nowMs: number): string | null {
  if (text === null) return null;
  const atMs = parseAt(text);
  if (atMs === null) return `Pin ${name.toUpperCase()} names no instant`;
  return isReachable(atMs, nowMs) ? null : `Pin ${name.toUpperCase()} lies in the future`;
}

/** Pins that can be: those of the future are left out. */
export function usePins(): Pins {
  const { nowMs } = useClock();
  const [{ lock: locked, ...held }, change] = useQueryStates(PARAMS, { history: "replace" });
  const a = isReachable(held.a, nowMs) ? held.a : null;
  const b = isReachable(held.b, nowMs) ? held.b : null;
  const set = useCallback(
    (name: PinName, atMs: number | null) => {
      if (!locked.includes(name)) void change({ [name]: atMs === null ? null : Math.round(atMs) });
    },
    [locked, change],
  );
  const lock = useCallback(
    (name: PinName, isLocked: boolean) => {
      const others = locked.filter((one) => one !== name);
      void change({ lock: isLocked ? [...others, name].sort() : others.length > 0 ? others : null });
    },
    [locked, change],
  );
  const swap = useCallback(() => void change({ a: b, b: a }), [a, b, change]);
  return useMemo(() => ({ a, b, locked, set, lock, swap }), [a, b, locked, set, lock, swap]);
}
