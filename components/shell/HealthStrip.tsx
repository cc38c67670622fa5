"use client";
/**
 * The drawing of the time bar: health as bars, the window as a bracket, the playhead, the future hatched. Everything is placed by
 * arithmetic on one width; nothing here asks the server.
 */
import type { Answers } from "../trpc/client.tsx";
import type { StripRange } from "../playback/stripRange.ts";

type Health = Answers["services"]["healthStrip"];

interface HealthStripProps {
  readonly width: number;
  readonly height: number;
  readonly range: StripRange;
  readonly health: Health | undefined;
  readonly atMs: number;
  readonly windowMs: number;
  readonly nowMs: number;
  readonly live: boolean;
  readonly ticks: readonly { readonly timeMs: number; readonly label: string }[];
  readonly atLabel: string;
  /** A line without bracket and axis. */
  readonly mini?: boolean;
}

const AXIS_PX = 27;
const BAR_PX = 20;

export function HealthStrip(props: HealthStripProps) {
  const { width, height, range, health, mini = false } = props;
  const scale = width / (range.endMs - range.startMs);
  const x = (timeMs: number) => (timeMs - range.startMs) * scale;
  const base = mini ? height : height - AXIS_PX;
  return (
    <svg width={width} height={height} aria-hidden="true" className="block touch-none select-none overflow-visible">
      {!mini && <Bracket {...props} x={x} base={base} />}
      {health && <HealthBars health={health} x={x} base={base} full={mini ? height : BAR_PX} />}
      {!mini && <Ticks {...props} x={x} base={base} />}
      {!mini && <Playhead {...props} x={x} base={base} />}
      {mini && (
        <line x1={x(props.atMs)} x2={x(props.atMs)} y2={height} stroke={timeColor(props.live)} strokeWidth={2} />
      )}
    </svg>
  );
}

type Placed = HealthStripProps & { readonly x: (timeMs: number) => number; readonly base: number };
const timeColor = (live: boolean) => (live ? "var(--accent)" : "var(--time-fill)");

/** One path a kind: services that fail on top of those degraded; a thin line where calls were and all is well; nothing where none were. */
function HealthBars({ health, x, base, full }: { health: Health; x: Placed["x"]; base: number; full: number }) {
  const paths = { ok: "", warn: "", fail: "" };
  const add = (kind: keyof typeof paths, from: number, to: number, low: number, high: number) => {
    paths[kind] +=
      `M${from.toFixed(1)} ${(base - low).toFixed(1)}H${to.toFixed(1)}V${(base - high).toFixed(1)}H${from.toFixed(1)}Z`;
  };
  health.calls.forEach((calls, i) => {
    if (calls === 0) return;
    const from = x(health.startMs + i * health.stepMs);
    const to = x(health.startMs + (i + 1) * health.stepMs) + 0.25;
    const failing = health.failing[i] ?? 0;
    const degraded = health.degraded[i] ?? 0;
    const warnTop = degraded > 0 ? full * Math.min(0.45, 0.18 + 0.09 * degraded) : 0;
    if (degraded > 0) add("warn", from, to, 0, warnTop);
    if (failing > 0) add("fail", from, to, warnTop, warnTop + full * Math.min(0.55, 0.28 + 0.1 * failing));
    if (failing + degraded === 0) add("ok", from, to, 0, 3);
  });
  return (
    <g>
      <path d={paths.ok} fill="var(--ok-fill)" opacity={0.75} />
      <path d={paths.warn} fill="var(--warn-fill)" />
      <path d={paths.fail} fill="var(--fail-fill)" />
    </g>
  );
}

function Bracket({ x, base, atMs, windowMs, live }: Placed) {
  const from = Math.max(-2, x(atMs - windowMs));
  const to = x(atMs);
  const color = timeColor(live);
  const top = base - 25;
  return (
    <g>
      <rect x={from} y={top} width={Math.max(0, to - from)} height={25} fill={color} opacity={0.13} />
      <path d={`M${from + 0.5} ${base + 1}V${top + 0.5}H${to}`} fill="none" stroke={color} opacity={0.7} />
    </g>
  );
}

function Ticks({ x, base, width, ticks, atMs, live, height }: Placed) {
  return (
    <g fontSize={11} fill="var(--text-3)" textAnchor="middle" className="num">
      {ticks.map(({ timeMs, label }) => {
        const at = x(timeMs);
        const clear = at > 16 && at < width - 16 && (live || Math.abs(at - x(atMs)) > 50);
        return (
          <g key={timeMs}>
            <line x1={at} x2={at} y1={base + 2} y2={base + 6} stroke="var(--line-strong)" />
            {clear && (
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

function Playhead({ x, base, width, height, atMs, nowMs, live, atLabel, range }: Placed) {
  const at = Math.min(width, x(atMs));
  const color = timeColor(live);
  const now = Math.min(width, x(Math.min(nowMs, range.endMs)));
  return (
    <g>
      {!live && (
        <>
          <pattern id="not-yet" width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line y2={5} stroke="var(--line-strong)" />
          </pattern>
          <rect x={at} y={0} width={Math.max(0, width - at)} height={height} fill="var(--surface)" opacity={0.66} />
          <rect x={at} y={base - 24} width={Math.max(0, now - at)} height={24} fill="url(#not-yet)" />
          {now - at > 130 && (
            <text
              x={(at + now) / 2}
              y={base - 8}
              fontSize={11}
              fill="var(--text-2)"
              textAnchor="middle"
              stroke="var(--surface)"
              strokeWidth={6}
              paintOrder="stroke"
            >
              not yet happened
            </text>
          )}
          <text
            x={Math.min(width - 28, Math.max(28, at))}
            y={height - 8}
            fontSize={11}
            fontWeight={600}
            fill="var(--time)"
            textAnchor="middle"
            className="num"
          >
            {atLabel}
          </text>
        </>
      )}
      <line x1={at} x2={at} y1={4} y2={base + 3} stroke={color} strokeWidth={2} />
      <path d={`M${at - 5} 2H${at + 5}V8L${at} 13L${at - 5} 8Z`} fill={color} />
    </g>
  );
}
