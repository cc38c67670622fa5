"use client";
/** What the strip says of the instant under the pointer: when, how long ago, who failed then, and what happened there. */
import { Status, type StatusKind } from "../charts/Status.tsx";
import { formatAgo, formatInstant } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { MarkGlyph } from "./MarkGlyph.tsx";
import { markShape } from "./markShape.ts";
import type { Mark } from "./prepareMarks.ts";
import type { StripHealth } from "./stripHealth.ts";

interface StripPreviewProps {
  readonly timeMs: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly nowMs: number;
  readonly zone: string;
  readonly health: StripHealth | null;
  /** What happened there; null: nothing. */
  readonly mark: Mark | null;
}

const HALF_PX = 100;
const HALF_WITH_MARK_PX = 150;
const MOST_TITLES = 4;

export function StripPreview({ timeMs, leftPx, widthPx, nowMs, zone, health, mark }: StripPreviewProps) {
  const { kind, words } = healthWordsAt(health, timeMs, nowMs);
  const half = mark ? HALF_WITH_MARK_PX : HALF_PX;
  const events = mark?.events.slice(0, MOST_TITLES) ?? [];
  const rest = (mark?.count ?? 0) - events.length;
  return (
    <div
      aria-hidden="true"
      className="float pointer-events-none absolute bottom-full z-30 mb-1.5 w-max min-w-36 max-w-[340px] -translate-x-1/2 px-2.5 py-1.5 text-12 [animation:none]"
      style={{ left: Math.min(widthPx - half, Math.max(half, leftPx)) }}
    >
      <p className="num">
        {formatInstant(timeMs, zone, timeMs % 1000 && mark ? "clockMs" : "clock")}
        {timeMs <= nowMs && <span className="text-ink-3"> · {formatAgo(timeMs, nowMs)}</span>}
      </p>
      <p className="flex items-center gap-1.5 text-ink-2">
        {kind && <Status kind={kind} size={9} label="" />}
        {words}
      </p>
      {mark && (
        <ul className="mt-1 border-line border-t pt-1">
          {events.map((event) => (
            <li key={event.id} className="flex items-start gap-1.5 py-px">
              <span className="mt-[3.5px]">
                <MarkGlyph {...markShape(event)} size={10} />
              </span>
              <span className="line-clamp-2">{event.title}</span>
            </li>
          ))}
          {rest > 0 && (
            <li className="text-ink-3">{events.length > 0 ? `and ${rest} more` : formatCountOf(rest, "event")}</li>
          )}
        </ul>
      )}
    </div>
  );
}

/** The words for a bar of the strip; its worst service by name. */
export function healthWordsAt(
  health: StripHealth | null,
  timeMs: number,
  nowMs: number,
): { kind: StatusKind | null; words: string } {
  if (timeMs > nowMs) return { kind: null, words: "not yet happened" };
  if (!health) return { kind: null, words: "" };
  const i = Math.floor((timeMs - health.startMs) / health.stepMs);
  const failed = health.failed[i] ?? 0;
  const degraded = health.degraded[i] ?? 0;
  const troubled = failed + degraded;
  if (!health.known[i]) return { kind: "unknown", words: "nothing arrived" };
  if (troubled === 0) return { kind: "ok", words: "all healthy" };
  const kind = failed > 0 ? "fail" : "warn";
  const worst = health.worst[i] ?? "a service";
  if (troubled === 1) return { kind, words: `${worst} ${failed > 0 ? "fails" : "is degraded"}` };
  const counts = [failed > 0 && `${failed} failing`, degraded > 0 && `${degraded} degraded`].filter(Boolean);
  return { kind, words: `${worst} worst of ${formatCountOf(troubled, "service")}: ${counts.join(", ")}` };
}
