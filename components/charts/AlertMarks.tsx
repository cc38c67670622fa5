"use client";
/**
 * Alerts over a chart's plot: a small flag above it where one began (a page is a square, a ticket a triangle), a hairline down from it, and
 * a faint band with an edge (solid of pages, broken of tickets) while any fires; where that is always, the edge alone. A flag says its alerts on hover and leads to them.
 */
import { type MouseEvent, type SyntheticEvent, useMemo, useState } from "react";
import { useZone } from "../state/usePreference.tsx";
import { AlertTip, spokenAlerts } from "./AlertTip.tsx";
import type { AlertLevel, ChartAlerts } from "./chartAlerts.ts";
import { MARGIN } from "./chartOption.ts";
import { type AlertFlag, prepareAlertMarks } from "./prepareAlertMarks.ts";

export interface AlertMarksProps {
  readonly width: number;
  readonly height: number;
  readonly xMin: number;
  readonly xMax: number;
  readonly on: ChartAlerts;
  /** Around the plot; the line charts' unless given. Flags stand in the upper one. */
  readonly margin?: PlotMargin;
}

export interface PlotMargin {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const FILLS: Readonly<Record<AlertLevel, string>> = { fail: "var(--fail-fill)", warn: "var(--warn-fill)" };
/** A moment of firing is seen at any width of the window. */
const LEAST_PX = 2;
/** A band as wide as the plot sets nothing apart: it would colour the whole page. */
const ALWAYS = 0.97;
/** Half a flag: it stays within the plot's sides. */
const HALF_PX = 5;
const MIDDLE_Y = 5.5;
/** A chart this high is seen alone: its flags are in the order of tabs. Among others they would be in the way of every key. */
const ALONE_PX = 300;

export function AlertMarks({ width, height, xMin, xMax, on, margin = MARGIN }: AlertMarksProps) {
  const zone = useZone();
  const [pointed, point] = useState<{ readonly key: string; readonly box: DOMRect } | null>(null);
  const widthPx = width - margin.left - margin.right;
  const { flags, stretches } = useMemo(
    () => prepareAlertMarks(on.alerts, { xMin, xMax, widthPx }),
    [on.alerts, xMin, xMax, widthPx],
  );
  const place = ({ x }: AlertFlag) => margin.left + Math.min(widthPx - HALF_PX, Math.max(HALF_PX, x));
  const bottom = height - margin.bottom;
  // As time moves on a flag moves, and may become one with another.
  const told = pointed && flags.find((flag) => keyOf(flag) === pointed.key);
  const open = (event: MouseEvent, href: string) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    on.go(href);
  };
  return (
    <>
      <svg width={width} height={height} aria-hidden="true" data-underlay="" className="absolute inset-0">
        {stretches.map(({ fromX, toX, level }) => (
          <rect
            key={`${level} ${fromX}`}
            data-firing={level}
            x={margin.left + fromX}
            width={Math.max(LEAST_PX, toX - fromX)}
            y={margin.top}
            height={bottom - margin.top}
            fill={FILLS[level]}
            opacity={toX - fromX > widthPx * ALWAYS ? 0 : 0.07}
          />
        ))}
        {flags
          .filter(({ isBefore }) => !isBefore)
          .map((flag) => (
            <line
              key={keyOf(flag)}
              x1={place(flag)}
              x2={place(flag)}
              y1={margin.top}
              y2={bottom}
              stroke={FILLS[flag.level]}
              opacity={0.55}
            />
          ))}
      </svg>
      <svg
        width={width}
        height={height}
        aria-hidden="true"
        data-overlay=""
        className="pointer-events-none absolute inset-0 z-20"
      >
        {stretches.map(({ fromX, toX, level }) => (
          <line
            key={`${level} ${fromX}`}
            x1={margin.left + fromX}
            x2={margin.left + Math.max(fromX + LEAST_PX, toX)}
            y1={margin.top + 0.5}
            y2={margin.top + 0.5}
            stroke={FILLS[level]}
            strokeWidth={1.5}
            strokeDasharray={level === "fail" ? undefined : "3 2"}
          />
        ))}
        {flags.map((flag) => (
          <Flag key={keyOf(flag)} flag={flag} x={place(flag)} />
        ))}
      </svg>
      {flags.map((flag) => {
        const href = on.hrefOf(flag.alerts);
        const key = keyOf(flag);
        const isOne = flag.alerts.length === 1;
        const show = ({ currentTarget }: SyntheticEvent) => point({ key, box: currentTarget.getBoundingClientRect() });
        return (
          <a
            key={key}
            href={href}
            data-alert-flag={flag.level}
            tabIndex={height >= ALONE_PX ? 0 : -1}
            className="absolute top-0 z-10 h-[13px] overflow-hidden rounded-3 hover:bg-raised"
            style={{ left: place(flag) - HALF_PX - 2, width: HALF_PX * 2 + (isOne ? 4 : 14) }}
            onClick={(event) => open(event, href)}
            onPointerEnter={show}
            onPointerLeave={() => point(null)}
            onFocus={show}
            onBlur={() => point(null)}
          >
            <span className="sr-only">{spokenAlerts(flag.alerts, zone)}</span>
          </a>
        );
      })}
      {pointed && told && <AlertTip alerts={told.alerts} beside={pointed.box} zone={zone} />}
    </>
  );
}

/** By the first of them. */
const keyOf = ({ alerts: [first] }: AlertFlag) => `${first?.fingerprint} ${first?.firedMs}`;

/** The square and the triangle of every status, and how many there are. */
function Flag({ flag: { level, alerts }, x }: { flag: AlertFlag; x: number }) {
  return (
    <g>
      {level === "fail" ? (
        <rect x={x - 4} y={MIDDLE_Y - 4} width={8} height={8} rx={1} fill={FILLS.fail} />
      ) : (
        <path d={`M${x} ${MIDDLE_Y - 4.4}L${x + 4.8} ${MIDDLE_Y + 4}H${x - 4.8}Z`} fill={FILLS.warn} />
      )}
      {alerts.length > 1 && (
        <text x={x + 7} y={MIDDLE_Y + 3.5} fontSize={10} fill="var(--text-1)" className="num">
          {alerts.length > 99 ? "99+" : alerts.length}
        </text>
      )}
    </g>
  );
}
