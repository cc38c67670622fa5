"use client";
/**
 * What moves on the strip: the window as a bracket, the playhead with its instant, and all that has not happened yet by its clock,
 * dimmed and hatched. Drawn anew with every frame while the playhead moves; nothing else of the strip is.
 */
import { formatInstant } from "../format/formatInstant.ts";
import type { StripRange } from "../playback/stripRange.ts";
import { useClock } from "../state/clock.tsx";
import { useMovingMs } from "../state/playhead.ts";
import { AXIS_PX, BAR_PX, LETTER_PX, StripWords } from "./StripDrawing.tsx";
import type { Tick } from "./stripTicks.ts";

interface StripPlayheadProps {
  readonly width: number;
  readonly height: number;
  readonly range: StripRange;
  readonly windowMs: number;
  readonly zone: string;
  readonly ticks: readonly Tick[];
  /** A line without bracket and axis. */
  readonly mini: boolean;
}

const WORDS_FROM_PX = 130;

export function StripPlayhead({ width, height, range, windowMs, zone, ticks, mini }: StripPlayheadProps) {
  const { endMs, nowMs, live: isAddressLive } = useClock();
  const movingMs = useMovingMs();
  const atMs = movingMs ?? endMs;
  const live = isAddressLive && movingMs === null;
  const scale = width / (range.endMs - range.startMs);
  const x = (timeMs: number) => (timeMs - range.startMs) * scale;
  const at = x(atMs);
  const isInSight = at >= -1 && at <= width + 1;
  const color = live ? "var(--accent)" : "var(--time-fill)";
  const base = mini ? height : height - AXIS_PX;
  const top = base - BAR_PX;
  const future = Math.max(0, live ? x(nowMs) : at);
  return (
    <svg
      width={width}
      height={height}
      aria-hidden="true"
      data-playhead=""
      className="pointer-events-none absolute inset-0 block overflow-visible"
    >
      {!mini && isInSight && (
        <Bracket from={Math.max(-2, x(atMs - windowMs))} to={at} top={top} base={base} color={color} />
      )}
      {!mini && future < width - 1 && <NotYet from={future} width={width} height={height} top={top} />}
      {isInSight && mini && <line x1={at} x2={at} y2={height} stroke={color} strokeWidth={2} />}
      {isInSight && !mini && (
        <>
          {!live && (
            <AtLabel
              at={at}
              width={width}
              y={height - 8}
              text={formatInstant(atMs, zone)}
              ticks={ticks.map(({ timeMs, label }) => ({ at: x(timeMs), half: (label.length * LETTER_PX) / 2 }))}
            />
          )}
          <line x1={at} x2={at} y1={4} y2={base + 3} stroke={color} strokeWidth={2} />
          <path d={`M${at - 5} 2H${at + 5}V8L${at} 13L${at - 5} 8Z`} fill={color} />
        </>
      )}
    </svg>
  );
}

function Bracket({
  from,
  to,
  top,
  base,
  color,
}: {
  from: number;
  to: number;
  top: number;
  base: number;
  color: string;
}) {
  return (
    <g>
      <rect x={from} y={top} width={Math.max(0, to - from)} height={base - top} fill={color} opacity={0.13} />
      <path d={`M${from + 0.5} ${base + 1}V${top + 0.5}H${to}`} fill="none" stroke={color} opacity={0.7} />
    </g>
  );
}

function NotYet({ from, width, height, top }: { from: number; width: number; height: number; top: number }) {
  return (
    <g>
      <pattern id="not-yet" width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line y2={5} stroke="var(--line-strong)" />
      </pattern>
      <rect x={from} y={0} width={width - from} height={height} fill="var(--surface)" opacity={0.66} />
      <rect x={from} y={top + 1} width={width - from} height={BAR_PX - 1} fill="url(#not-yet)" />
      {width - from > WORDS_FROM_PX && (
        <StripWords x={(from + width) / 2} y={top + BAR_PX - 8}>
          not yet happened
        </StripWords>
      )}
    </g>
  );
}

const HALF_LABEL_PX = 27;

interface AtLabelProps {
  readonly at: number;
  readonly width: number;
  readonly y: number;
  readonly text: string;
  /** Middle and half the width of the labels of the axis; those that would touch it are covered whole. */
  readonly ticks: readonly { readonly at: number; readonly half: number }[];
}

function AtLabel({ at, width, y, text, ticks }: AtLabelProps) {
  const middle = Math.min(width - HALF_LABEL_PX, Math.max(HALF_LABEL_PX, at));
  const touched = ticks.filter((tick) => Math.abs(tick.at - middle) < HALF_LABEL_PX + tick.half + 6);
  const from = Math.min(middle - HALF_LABEL_PX, ...touched.map((tick) => tick.at - tick.half)) - 2;
  const to = Math.max(middle + HALF_LABEL_PX, ...touched.map((tick) => tick.at + tick.half)) + 2;
  return (
    <>
      <rect x={from} y={y - 11} width={to - from} height={16} fill="var(--surface)" />
      <text x={middle} y={y} fontSize={11} fontWeight={600} fill="var(--time)" textAnchor="middle" className="num">
        {text}
      </text>
    </>
  );
}
