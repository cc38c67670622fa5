"use client";
/** What the strip says of the instant under the pointer: when, how long ago, and who failed then. */
import { Status, type StatusKind } from "../charts/Status.tsx";
import { formatAgo, formatInstant } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import type { Answers } from "../trpc/client.tsx";

type Health = Answers["services"]["healthStrip"];

interface StripPreviewProps {
  readonly timeMs: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly nowMs: number;
  readonly zone: string;
  readonly health: Health | undefined;
}

const HALF_PX = 100;

export function StripPreview({ timeMs, leftPx, widthPx, nowMs, zone, health }: StripPreviewProps) {
  const { kind, words } = healthWordsAt(health, timeMs, nowMs);
  return (
    <div
      aria-hidden="true"
      className="float pointer-events-none absolute bottom-full z-30 mb-1.5 w-max min-w-36 -translate-x-1/2 px-2.5 py-1.5 text-12 [animation:none]"
      style={{ left: Math.min(widthPx - HALF_PX, Math.max(HALF_PX, leftPx)) }}
    >
      <p className="num">
        {formatInstant(timeMs, zone)}
        {timeMs <= nowMs && <span className="text-ink-3"> · {formatAgo(timeMs, nowMs)}</span>}
      </p>
      <p className="flex items-center gap-1.5 text-ink-2">
        {kind && <Status kind={kind} size={9} label="" />}
        {words}
      </p>
    </div>
  );
}

/** The words for a bucket of the strip; its worst service by name. */
export function healthWordsAt(
  health: Health | undefined,
  timeMs: number,
  nowMs: number,
): { kind: StatusKind | null; words: string } {
  if (timeMs > nowMs) return { kind: null, words: "not yet happened" };
  if (!health) return { kind: null, words: "" };
  const i = Math.floor((timeMs - health.startMs) / health.stepMs);
  const failing = health.failing[i] ?? 0;
  const degraded = health.degraded[i] ?? 0;
  const troubled = failing + degraded;
  if ((health.calls[i] ?? 0) === 0) return { kind: "unknown", words: "no requests" };
  if (troubled === 0) return { kind: "ok", words: "all healthy" };
  const kind = failing > 0 ? "fail" : "warn";
  const worst = health.worst[i] ?? "";
  if (troubled === 1) return { kind, words: `${worst} ${failing > 0 ? "fails" : "is degraded"}` };
  const counts = [failing > 0 && `${failing} failing`, degraded > 0 && `${degraded} degraded`].filter(Boolean);
  return { kind, words: `${worst} worst of ${formatCountOf(troubled, "service")}: ${counts.join(", ")}` };
}
