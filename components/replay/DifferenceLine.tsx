"use client";
/** One difference: what changed, from what to what, why, how it is now, and when. */
import { Status } from "../charts/Status.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { STATUS_OF } from "../graph/mapWords.ts";
import { useZone } from "../state/usePreference.tsx";
import type { DifferenceRow } from "./differenceRows.ts";

interface DifferenceLineProps {
  readonly row: DifferenceRow;
  /** At least so high; long names take a second line. */
  readonly height: number;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

const TONES: Readonly<Record<string, string>> = { failed: "text-fail", degraded: "text-warn" };

export function DifferenceLine({ row, height, isChosen, choose }: DifferenceLineProps) {
  const zone = useZone();
  const { sign, name, what, values, note, health, difference } = row;
  const { atMs, title } = difference;
  const isTrouble = health === "failed" || health === "degraded";
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      title={title}
      onClick={choose}
      style={{ minHeight: height }}
      className={`grid w-full grid-cols-[12px_minmax(0,1fr)_auto] items-start gap-x-2.5 border-line border-b px-(--pad) py-[5px] text-left focus-visible:outline-offset-[-2px] ${isChosen ? "bg-sel" : "hover:bg-raised"}`}
    >
      <span aria-hidden="true" className="text-center text-ink-2">
        {sign}
      </span>
      <span className="min-w-0">
        <span className="line-clamp-3 break-words">
          <span className="font-medium">{shownText(name)}</span>
          {what && <span className="text-ink-2"> {shownText(what)}</span>}
          {values && (
            <span>
              {" "}
              <s className="num text-ink-3">{shownText(values.before)}</s>{" "}
              <span className={`num ${isTrouble ? TONES[health] : ""}`}>{shownText(values.after)}</span>
            </span>
          )}
        </span>
        <span className="line-clamp-3 text-12 text-ink-2">{shownText(note) || " "}</span>
      </span>
      <span className="num flex items-center gap-1.5 pt-px text-12 text-ink-3">
        {isTrouble && health && <Status kind={STATUS_OF[health]} size={9} />}
        {atMs !== null && formatInstant(atMs, zone)}
      </span>
    </button>
  );
}
