"use client";
/**
 * What is left of a budget over time, and where it goes: the line as it was, even spending beside it, what spent it, now, and on a
 * chart that reaches beyond now the way to nothing. Drag to look at a stretch; the crosshair is the page's.
 */
import { useId, useMemo } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { useZone } from "../state/usePreference.tsx";
import { useWidth } from "../state/useWidth.ts";
import { BudgetFuture, type Projection } from "./BudgetFuture.tsx";
import { BudgetPointer } from "./BudgetPointer.tsx";
import { type BudgetLabel, type BudgetPicture, type BudgetPoint, budgetPicture } from "./budgetPicture.ts";
import { formatBudget } from "./sloWords.ts";

interface BudgetChartProps {
  /** Spoken. */
  readonly label: string;
  readonly points: readonly BudgetPoint[];
  readonly startMs: number;
  readonly endMs: number;
  /** The instant that the page shows: where the line ends. */
  readonly nowMs: number;
  /** Whether that instant is the present. */
  readonly live: boolean;
  readonly labels?: readonly BudgetLabel[];
  /** What happened, as ticks on the axis. */
  readonly ticks?: readonly number[];
  /** Even spending: from everything at one instant to nothing at another. */
  readonly even?: { readonly fromMs: number; readonly untilMs: number } | null;
  readonly projection?: Projection | null;
  /** The end of the line is coloured so. */
  readonly tone?: "warn" | "fail" | null;
  readonly height?: number;
  readonly whole?: boolean;
}

/** No room beside it for a word: counting stays some minutes behind the end of the axis. */
const LAST_PX = 30;

export function BudgetChart(props: BudgetChartProps) {
  const { label, points, startMs, endMs, nowMs, labels, height = 228, whole = false } = props;
  const zone = useZone();
  const [ref, width] = useWidth<HTMLDivElement>();
  const picture = useMemo(
    () => (width > 0 ? budgetPicture({ points, startMs, endMs, zone, width, height, labels, whole }) : null),
    [points, startMs, endMs, zone, width, height, labels, whole],
  );
  const last = points.findLast(({ left }) => left !== null);
  const spoken = `${label}: ${formatBudget(last?.left ?? null)} left at ${formatInstant(nowMs, zone, "dayMinute")}`;
  return (
    <div ref={ref} className="relative" style={{ height }}>
      {picture && (
        <>
          <svg role="img" aria-label={spoken} width={width} height={height} className="block">
            <Axes picture={picture} height={height} />
            <Area picture={picture} width={width} />
            {props.even && <Even picture={picture} {...props.even} />}
            <path d={picture.line} fill="none" stroke="var(--svc-5)" strokeWidth={1.75} strokeLinejoin="round" />
            {props.ticks?.map((atMs) => (
              <Tick key={atMs} x={picture.x(atMs)} bottom={picture.plot.bottom} />
            ))}
            <BudgetFuture picture={picture} nowMs={nowMs} endMs={endMs} projection={props.projection ?? null} />
            <Now
              picture={picture}
              nowMs={nowMs}
              live={props.live}
              isLast={picture.x(nowMs) > picture.plot.right - LAST_PX}
            />
            {picture.labels.map((placed) => (
              <g key={`${placed.atMs} ${placed.title}`} textAnchor={placed.anchor} fontSize={11}>
                <text x={placed.x} y={placed.y} fill="var(--text-1)" fontWeight={500} className="halo">
                  {placed.title}
                </text>
                <text x={placed.x} y={placed.y + 14} fill="var(--text-2)" className="halo num">
                  {placed.note}
                </text>
              </g>
            ))}
            {last?.left != null && picture.x(nowMs) > picture.plot.right - LAST_PX && (
              <End picture={picture} point={{ atMs: last.atMs, left: last.left }} tone={props.tone ?? null} />
            )}
          </svg>
          <BudgetPointer picture={picture} {...{ points, startMs, endMs, nowMs, zone, width, height }} />
        </>
      )}
    </div>
  );
}

function Axes({ picture: { plot, xTicks, yTicks }, height }: { picture: BudgetPicture; height: number }) {
  return (
    <g fontSize={11} fill="var(--text-3)" className="num">
      {yTicks.map(({ y, text, isZero }) => (
        <g key={text}>
          <line x1={plot.left} x2={plot.right} y1={y} y2={y} stroke={isZero ? "var(--line-strong)" : "var(--grid)"} />
          <text x={plot.left - 7} y={y + 4} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {xTicks.map(({ x, text }) => (
        <text key={x} x={x} y={height - 6} textAnchor="middle">
          {text}
        </text>
      ))}
    </g>
  );
}

/** What is left, and below nothing what was overspent. */
function Area({ picture: { area, y }, width }: { picture: BudgetPicture; width: number }) {
  const id = useId();
  const zero = y(0);
  return (
    <>
      <clipPath id={`${id}left`}>
        <rect width={width} height={zero} />
      </clipPath>
      <clipPath id={`${id}over`}>
        <rect y={zero} width={width} height={4_000} />
      </clipPath>
      <path d={area} fill="var(--svc-5)" opacity={0.1} clipPath={`url(#${id}left)`} />
      <path d={area} fill="var(--fail-fill)" opacity={0.12} clipPath={`url(#${id}over)`} />
    </>
  );
}

function Even({ picture: { x, y }, fromMs, untilMs }: { picture: BudgetPicture; fromMs: number; untilMs: number }) {
  return (
    <line
      x1={x(fromMs)}
      y1={y(1)}
      x2={x(untilMs)}
      y2={y(0)}
      stroke="var(--text-3)"
      strokeWidth={1.2}
      strokeDasharray="2 4"
    />
  );
}

function Tick({ x, bottom }: { x: number; bottom: number }) {
  return <path d={`M${x - 3.5} ${bottom + 6}v-3.5l3.5-3l3.5 3v3.5z`} fill="var(--text-1)" />;
}

function Now(props: { picture: BudgetPicture; nowMs: number; live: boolean; isLast: boolean }) {
  const { picture, nowMs, live, isLast } = props;
  const x = picture.x(nowMs);
  const color = live ? "var(--accent)" : "var(--time)";
  return (
    <g>
      <line x1={x} x2={x} y1={picture.plot.top} y2={picture.plot.bottom} stroke={color} strokeWidth={1.25} />
      {!isLast && (
        <text x={x + 6} y={picture.plot.top + 10} fontSize={11} fontWeight={500} fill={color} className="halo">
          {live ? "now" : "then"}
        </text>
      )}
    </g>
  );
}

interface EndProps {
  readonly picture: BudgetPicture;
  readonly point: { readonly atMs: number; readonly left: number };
  readonly tone: "warn" | "fail" | null;
}

function End({ picture: { x, y, plot }, point: { atMs, left }, tone }: EndProps) {
  const fill = tone ? `var(--${tone})` : "var(--text-1)";
  const isLow = y(left) + 20 > plot.bottom;
  return (
    <g>
      <circle cx={x(atMs)} cy={y(left)} r={3.5} fill={fill} stroke="var(--canvas)" strokeWidth={1.5} />
      <text
        x={x(atMs) - 9}
        y={y(left) + (isLow ? -8 : 16)}
        textAnchor="end"
        fontSize={11}
        fontWeight={600}
        fill={fill}
        className="halo num"
      >
        {formatBudget(left)}
      </text>
    </g>
  );
}
