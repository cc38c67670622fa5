"use client";
/**
 * The drawing at rest of the time bar: health as bars, gaps hatched, the axis. Everything is placed by arithmetic on one width; nothing
 * here asks the server, and nothing here moves with the playhead (./StripPlayhead.tsx).
 */
import { memo } from "react";
import type { StripRange } from "../playback/stripRange.ts";
import { useClock } from "../state/clock.tsx";
import { useMovingMs } from "../state/playhead.ts";
import { gapsOf, gapsUntil, type StripHealth } from "./stripHealth.ts";
import type { Tick } from "./stripTicks.ts";

interface StripDrawingProps {
  readonly width: number;
  readonly height: number;
  readonly range: StripRange;
  readonly health: StripHealth | null;
  readonly nowMs: number;
  readonly ticks: readonly Tick[];
  /** A line without axis and words. */
  readonly mini: boolean;
}

/** Room for the axis below the bars. */
export const AXIS_PX = 27;
export const BAR_PX = 25;
const WELL_PX = 3;
const WORDS_FROM_PX = 112;

export const StripDrawing = memo(function StripDrawing(props: StripDrawingProps) {
  const { width, height, range, health, nowMs, ticks, mini } = props;
  const scale = width / (range.endMs - range.startMs);
  const x = (timeMs: number) => Math.max(-1, Math.min(width + 1, (timeMs - range.startMs) * scale));
  const base = mini ? height : height - AXIS_PX;
  const full = mini ? height : BAR_PX;
  return (
    <svg width={width} height={height} aria-hidden="true" className="block touch-none select-none">
      {health && <Gaps health={health} nowMs={nowMs} x={x} base={base} full={full} mini={mini} />}
      {health && <HealthBars health={health} x={x} base={base} full={full} />}
      {!mini && <Axis ticks={ticks} x={x} base={base} width={width} height={height} />}
    </svg>
  );
});

interface Placed {
  readonly x: (timeMs: number) => number;
  readonly base: number;
}

/** One path a kind: services that fail on top of those degraded; a thin line where all is well; nothing where nothing was told. */
function HealthBars({ health, x, base, full }: Placed & { health: StripHealth; full: number }) {
  const paths = { ok: "", warn: "", fail: "" };
  const add = (kind: keyof typeof paths, from: number, to: number, low: number, high: number) => {
    paths[kind] +=
      `M${from.toFixed(1)} ${(base - low).toFixed(1)}H${to.toFixed(1)}V${(base - high).toFixed(1)}H${from.toFixed(1)}Z`;
  };
  health.known.forEach((isKnown, i) => {
    const from = x(health.startMs + i * health.stepMs);
    const to = x(health.startMs + (i + 1) * health.stepMs) + 0.25;
    if (!isKnown || to - from < 0.3) return;
    const { warn, fail } = barHeights(health.failed[i] ?? 0, health.degraded[i] ?? 0, health.all[i] ?? 0);
    if (warn + fail === 0) add("ok", from, to, 0, Math.min(WELL_PX, full));
    if (warn > 0) add("warn", from, to, 0, warn * full);
    if (fail > 0) add("fail", from, to, warn * full, (warn + fail) * full);
  });
  return (
    <g>
      <path d={paths.ok} fill="var(--ok-fill)" opacity={0.75} />
      <path d={paths.warn} fill="var(--warn-fill)" />
      <path d={paths.fail} fill="var(--fail-fill)" />
    </g>
  );
}

/** Shares of the full height. One service of many must be seen: the height grows with the root of the share. */
export function barHeights(failed: number, degraded: number, all: number): { warn: number; fail: number } {
  const troubled = failed + degraded;
  if (troubled === 0) return { warn: 0, fail: 0 };
  const height = Math.max(0.3, Math.sqrt(Math.min(1, troubled / Math.max(all, troubled))));
  const fail = failed === 0 ? 0 : Math.max(0.35, failed / troubled);
  return { warn: height * (1 - fail), fail: height * fail };
}

function Gaps({
  health,
  nowMs,
  x,
  base,
  full,
  mini,
}: Placed & { health: StripHealth; nowMs: number; full: number; mini: boolean }) {
  const gaps = gapsOf(health, nowMs);
  return (
    <g>
      <pattern id="no-data" width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <line y2={6} stroke="var(--line-strong)" strokeDasharray="1.5 1.5" strokeWidth={1.4} />
      </pattern>
      {gaps.map(({ fromMs, toMs }) => {
        const [from, to] = [x(fromMs), x(toMs)];
        return (
          <rect
            key={fromMs}
            x={from}
            width={Math.max(0, to - from)}
            y={base - full}
            height={full}
            fill="url(#no-data)"
          />
        );
      })}
      {!mini && <GapWords gaps={gaps} x={x} base={base} />}
    </g>
  );
}

/** Said of the part that has happened by the page's clock: what comes after has words of its own. Alone it follows the playhead. */
function GapWords({ gaps, x, base }: Placed & { gaps: ReturnType<typeof gapsOf> }) {
  const { live, endMs } = useClock();
  const movingMs = useMovingMs();
  const untilMs = movingMs ?? (live ? Number.POSITIVE_INFINITY : endMs);
  return gapsUntil(gaps, untilMs).map(({ fromMs, toMs }) => {
    const [from, to] = [x(fromMs), x(toMs)];
    if (to - from <= WORDS_FROM_PX) return null;
    return (
      <StripWords key={fromMs} x={(from + to) / 2} y={base - 8}>
        nothing arrived
      </StripWords>
    );
  });
}

/** Words over a hatched stretch. */
export function StripWords({ x, y, children }: { x: number; y: number; children: string }) {
  return (
    <text
      x={x}
      y={y}
      fontSize={11}
      fill="var(--text-2)"
      textAnchor="middle"
      stroke="var(--surface)"
      strokeWidth={6}
      paintOrder="stroke"
    >
      {children}
    </text>
  );
}

export const LETTER_PX = 6.2;

function Axis({ x, base, width, height, ticks }: Placed & Pick<StripDrawingProps, "width" | "height" | "ticks">) {
  let freeFrom = 0;
  return (
    <g fontSize={11} fill="var(--text-3)" textAnchor="middle" className="num">
      {ticks.map(({ timeMs, label }) => {
        const at = x(timeMs);
        const half = (label.length * LETTER_PX) / 2;
        const isClear = at - half > freeFrom && at + half < width;
        if (isClear) freeFrom = at + half + 6;
        return (
          <g key={timeMs}>
            <line x1={at} x2={at} y1={base + 2} y2={base + 6} stroke="var(--line-strong)" />
            {isClear && (
              <text x={at} y={height - 8}>
                {label}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
