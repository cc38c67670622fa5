"use client";
/** Pins A and B side by side: their instants, how the services were then, how far apart; set at the playhead, held fast, swapped. */
import { ArrowLeftRight, Lock, LockOpen, X } from "lucide-react";
import type { DiffAnswer } from "../../server/routers/stateAnswer.ts";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import type { PinName, Pins } from "../playback/pins.ts";
import { usePlaybackActions } from "../playback/playback.tsx";
import { useZone } from "../state/usePreference.tsx";

interface PinsRowProps {
  readonly pins: Pins;
  readonly setHere: (name: PinName) => void;
  readonly diff: DiffAnswer | undefined;
}

export function PinsRow({ pins, setHere, diff }: PinsRowProps) {
  const { a, b, swap } = pins;
  // The answer's A is the earlier one, whichever way round the pins are.
  const isReversed = a !== null && b !== null && a > b;
  const [sideA, sideB] = isReversed ? [diff?.b, diff?.a] : [diff?.a, diff?.b];
  const apart = a === null || b === null ? "" : `${formatSpanOfTime(Math.abs(b - a))} ${b >= a ? "later" : "earlier"}`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_28px_minmax(0,1fr)] items-start gap-1 border-line border-b px-(--pad) py-2.5">
      <Pin name="a" atMs={a} words={sideA ? countWords(sideA) : ""} apart="" pins={pins} setHere={setHere} />
      <button
        type="button"
        className="icon-btn mt-0.5"
        aria-label="Swap A and B"
        title="Swap A and B"
        disabled={a === null || b === null}
        onClick={swap}
      >
        <ArrowLeftRight size={14} strokeWidth={1.6} aria-hidden="true" />
      </button>
      <Pin name="b" atMs={b} words={sideB ? countWords(sideB) : ""} apart={apart} pins={pins} setHere={setHere} />
    </div>
  );
}

function countWords({ failed, degraded, healthy }: DiffAnswer["a"]): string {
  if (failed > 0) return `${formatCountOf(failed, "service")} ${failed === 1 ? "fails" : "fail"}`;
  if (degraded > 0) return `${formatCountOf(degraded, "service")} degraded`;
  return healthy > 0 ? "healthy" : "no data";
}

const FLAGS: Readonly<Record<PinName, string>> = { a: "bg-ink text-canvas", b: "bg-time-fill text-on-time" };

export function PinFlag({ name }: { name: PinName }) {
  return (
    <span
      aria-hidden="true"
      className={`grid size-[19px] flex-none place-items-center rounded-3 font-semibold text-11 uppercase ${FLAGS[name]}`}
    >
      {name}
    </span>
  );
}

interface PinProps extends Pick<PinsRowProps, "pins" | "setHere"> {
  readonly name: PinName;
  readonly atMs: number | null;
  readonly words: string;
  readonly apart: string;
}

function Pin({ name, atMs, words, apart, pins, setHere }: PinProps) {
  const zone = useZone();
  const { settle } = usePlaybackActions();
  const letter = name.toUpperCase();
  if (atMs === null)
    return (
      <button
        type="button"
        className="btn w-full justify-start gap-2"
        aria-label={`Set pin ${letter} at the playhead`}
        title={`Set pin ${letter} here  ${name}`}
        onClick={() => setHere(name)}
      >
        <PinFlag name={name} /> Set {letter} here <kbd className="kbd ml-auto">{name}</kbd>
      </button>
    );
  const isLocked = pins.locked.includes(name);
  const LockIcon = isLocked ? Lock : LockOpen;
  return (
    <div className="group/pin min-w-0">
      <div className="flex items-center gap-2">
        <PinFlag name={name} />
        <button
          type="button"
          className="num truncate font-medium hover:underline"
          aria-label={`Pin ${letter}: ${formatInstant(atMs, zone, "full")}. Set the clock there`}
          title={`${formatInstant(atMs, zone, "full")}: set the clock there`}
          onClick={() => settle(atMs)}
        >
          {formatInstant(atMs, zone)}
        </button>
        <span className="ml-auto flex flex-none items-center">
          <button
            type="button"
            className={`grid size-[20px] place-items-center ${isLocked ? "text-ink" : "text-ink-3 opacity-60 hover:opacity-100"}`}
            aria-label={isLocked ? `Unlock pin ${letter}` : `Lock pin ${letter}`}
            aria-pressed={isLocked}
            title={isLocked ? "Held fast: keys do not move it" : "Hold it fast"}
            onClick={() => pins.lock(name, !isLocked)}
          >
            <LockIcon size={12} strokeWidth={1.7} aria-hidden="true" />
          </button>
          {!isLocked && (
            <button
              type="button"
              className="grid size-[20px] place-items-center text-ink-3 opacity-60 hover:opacity-100"
              aria-label={`Take pin ${letter} away`}
              title="Take it away"
              onClick={() => pins.set(name, null)}
            >
              <X size={12} strokeWidth={1.7} aria-hidden="true" />
            </button>
          )}
        </span>
      </div>
      <p className="num mt-0.5 truncate pl-[27px] text-12 text-ink-2" title={words}>
        {words}
      </p>
      {apart && <p className="num truncate pl-[27px] text-11 text-ink-3">{apart}</p>}
    </div>
  );
}
