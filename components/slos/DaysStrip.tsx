"use client";
/** Every day of a stretch as a cell: whether the objective was kept on it, by shape and shade, each the way to that day. */
import type { Compliance } from "../../server/analysis/slo/compliance.ts";
import { Status, type StatusKind } from "../charts/Status.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { useClock } from "../state/clock.tsx";
import { formatGood } from "./sloWords.ts";

interface DaysStripProps {
  readonly days: readonly Compliance[];
  readonly objective: number;
  readonly zone: string;
  readonly noun: string;
  /** The instant that the page shows. */
  readonly nowMs: number;
}

export const periodKind = ({ goodRatio }: Pick<Compliance, "goodRatio">, objective: number): StatusKind =>
  goodRatio === null ? "unknown" : goodRatio >= objective ? "ok" : "fail";
const WORDS: Readonly<Record<StatusKind, string>> = { ok: "kept", fail: "missed", warn: "", unknown: "no data" };

export function DaysStrip({ days, objective, zone, noun, nowMs }: DaysStripProps) {
  const { setAt } = useClock();
  return (
    <ol className="flex flex-wrap gap-x-px gap-y-1 px-(--pad) pb-2" aria-label="Compliance by day">
      {days.map((day, i) => {
        const kind = periodKind(day, objective);
        const date = formatInstant(day.startMs, zone, "day");
        const number = date.replace(/^\w+ (\d+).*$/, "$1");
        const words = `${date}: ${WORDS[kind]}${day.goodRatio === null ? "" : `, ${formatGood(day.goodRatio, objective)} good, ${formatCountOf(Math.round(day.bad), noun)} bad`}`;
        return (
          <li key={day.startMs}>
            <button
              type="button"
              onClick={() => setAt(Math.min(day.endMs, nowMs))}
              title={words}
              aria-label={words}
              className={`grid h-9 w-[30px] place-items-center rounded-3 ${kind === "fail" ? "bg-fail-tint" : "hover:bg-surface"}`}
            >
              <Status kind={kind} size={11} label="" />
              <span
                className={`num text-[10px] leading-3 ${i === 0 || number === "1" ? "font-medium text-ink-2" : "text-ink-3"}`}
              >
                {number}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
