/** Stretches of time behind a chart's lines: when an alert was pending, when it fired. Told apart by more than their colour. */
import { MARGIN } from "./chartOption.ts";

export interface TimeBand {
  readonly startMs: number;
  readonly endMs: number;
  /** Pending is hatched, firing is filled. */
  readonly kind: "pending" | "firing";
  /** Of firing: how grave. */
  readonly level?: "warn" | "fail";
}

interface TimeBandsProps {
  readonly bands: readonly TimeBand[];
  readonly xMin: number;
  readonly xMax: number;
  readonly width: number;
  readonly height: number;
}

const FILLS = { warn: "var(--warn-fill)", fail: "var(--fail-fill)" } as const;
/** A moment of firing is seen at any width of the window. */
const LEAST_PX = 2;

export function TimeBands({ bands, xMin, xMax, width, height }: TimeBandsProps) {
  const plot = width - MARGIN.left - MARGIN.right;
  const x = (timeMs: number) => MARGIN.left + ((Math.min(xMax, Math.max(xMin, timeMs)) - xMin) / (xMax - xMin)) * plot;
  const bottom = height - MARGIN.bottom;
  return (
    <svg width={width} height={height} aria-hidden="true" data-underlay="" className="absolute inset-0">
      {bands
        .filter(({ startMs, endMs }) => endMs >= xMin && startMs <= xMax)
        .map((band) => {
          const { startMs, endMs, kind, level = "fail" } = band;
          const from = x(startMs);
          const wide = Math.max(LEAST_PX, x(endMs) - from);
          const fill = FILLS[level];
          return (
            <g key={`${kind} ${startMs} ${endMs}`}>
              <rect
                x={from}
                width={wide}
                y={MARGIN.top}
                height={bottom - MARGIN.top}
                fill={fill}
                opacity={kind === "firing" ? 0.15 : 0.06}
              />
              <line
                x1={from}
                x2={from + wide}
                y1={bottom - 1}
                y2={bottom - 1}
                stroke={fill}
                strokeWidth={2}
                strokeDasharray={kind === "firing" ? undefined : "2 3"}
              />
            </g>
          );
        })}
    </svg>
  );
}
