"use client";
/** Pins A and B on the strip, where the address has them: a flag each, dragged along the strip unless it is locked; a line joins them. */
import { type PointerEvent, useRef, useState } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { PIN_NAMES, type PinName, usePins } from "../playback/pins.ts";
import { usePlaybackActions } from "../playback/playback.tsx";
import type { StripRange } from "../playback/stripRange.ts";
import { AXIS_PX, BAR_PX } from "./StripDrawing.tsx";

interface StripPinsProps {
  readonly range: StripRange;
  readonly width: number;
  readonly height: number;
  readonly nowMs: number;
  readonly zone: string;
}

const FLAG_PX = 17;
/** A press that moves no further is a click. */
const CLICK_PX = 3;

export function StripPins({ range, width, height, nowMs, zone }: StripPinsProps) {
  const pins = usePins();
  const { settle } = usePlaybackActions();
  const [draft, setDraft] = useState<{ readonly name: PinName; readonly atMs: number } | null>(null);
  if (pins.a === null && pins.b === null) return null;
  const instantOf = (name: PinName) => (draft?.name === name ? draft.atMs : pins[name]);
  const msPerPx = (range.endMs - range.startMs) / width;
  const x = (atMs: number) => (atMs - range.startMs) / msPerPx;
  const [a, b] = [instantOf("a"), instantOf("b")];
  const base = height - AXIS_PX;
  return (
    <fieldset
      aria-label="Pins"
      className="pointer-events-none absolute inset-0 m-0 min-w-0 overflow-hidden border-0 p-0"
    >
      {a !== null && b !== null && (
        <span
          aria-hidden="true"
          className="absolute border-ink-3 border-t border-dotted"
          style={{ left: x(Math.min(a, b)), width: Math.abs(x(a) - x(b)), top: base - BAR_PX - 3 }}
        />
      )}
      {PIN_NAMES.map((name) => {
        const atMs = instantOf(name);
        if (atMs === null || atMs < range.startMs || atMs > range.endMs) return null;
        return (
          <Flag
            key={name}
            name={name}
            left={x(atMs)}
            lineTo={base + 3}
            words={formatInstant(atMs, zone, "full")}
            isLocked={pins.locked.includes(name)}
            drag={(byPx, fromMs) =>
              setDraft({ name, atMs: Math.min(nowMs, range.endMs, Math.max(range.startMs, fromMs + byPx * msPerPx)) })
            }
            atMs={atMs}
            drop={() => {
              const step = msPerPx >= 100 ? 1_000 : 100;
              if (draft) pins.set(name, Math.round(draft.atMs / step) * step);
              setDraft(null);
            }}
            press={() => settle(atMs)}
          />
        );
      })}
    </fieldset>
  );
}

const FLAGS: Readonly<Record<PinName, { readonly flag: string; readonly line: string }>> = {
  a: { flag: "bg-ink text-canvas", line: "bg-ink" },
  b: { flag: "bg-time-fill text-on-time", line: "bg-time-fill" },
};

interface FlagProps {
  readonly name: PinName;
  readonly left: number;
  readonly lineTo: number;
  readonly words: string;
  readonly isLocked: boolean;
  readonly atMs: number;
  readonly drag: (byPx: number, fromMs: number) => void;
  readonly drop: () => void;
  readonly press: () => void;
}

function Flag({ name, left, lineTo, words, isLocked, atMs, drag, drop, press }: FlagProps) {
  const grip = useRef<{ readonly fromPx: number; readonly fromMs: number; hasMoved: boolean } | null>(null);
  const onPointerDown = (event: PointerEvent<Element>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { fromPx: event.clientX, fromMs: atMs, hasMoved: false };
  };
  const onPointerMove = (event: PointerEvent<Element>) => {
    const held = grip.current;
    if (!held || isLocked) return;
    const byPx = event.clientX - held.fromPx;
    if (Math.abs(byPx) > CLICK_PX) held.hasMoved = true;
    if (held.hasMoved) drag(byPx, held.fromMs);
  };
  const onPointerUp = () => {
    if (grip.current?.hasMoved) drop();
    else if (grip.current) press();
    grip.current = null;
  };
  const { flag, line } = FLAGS[name];
  // A stands before its line and B after it, so that two of one place are both in sight.
  return (
    <>
      <span
        aria-hidden="true"
        className={`absolute w-px opacity-70 ${line}`}
        style={{ left, top: 6, height: lineTo - 6 }}
      />
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Pin ${name.toUpperCase()}, ${words}${isLocked ? ", locked" : ""}`}
        title={`${words}${isLocked ? ", locked" : ": drag to move it"}`}
        className={`pointer-events-auto absolute grid touch-none place-items-center rounded-3 font-semibold text-11 uppercase ${flag} ${isLocked ? "cursor-pointer" : "cursor-ew-resize"}`}
        style={{ left: name === "a" ? left - FLAG_PX : left, top: 5, width: FLAG_PX, height: FLAG_PX }}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          grip.current = null;
        }}
      >
        {name}
      </button>
    </>
  );
}
