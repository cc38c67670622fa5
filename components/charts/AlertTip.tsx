"use client";
/**
 * What the alerts of a mark are: the sentence of each, when it began to fire and for how long it did. It stands above the page, since a
 * chart among others has no room for it.
 */
import { createPortal } from "react-dom";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import type { ChartAlert } from "./chartAlerts.ts";
import { Status } from "./Status.tsx";

/** "fired 14:02:10 for 13 min", "fires since 14:02:10" */
function firedWords({ firedMs, endedMs }: ChartAlert, zone: string): string {
  const from = formatInstant(firedMs, zone);
  return endedMs === null ? `fires since ${from}` : `fired ${from} for ${formatSpanOfTime(endedMs - firedMs)}`;
}

/** More would cover what one looks at; the rest is counted. */
const MOST_TOLD = 3;

/** Spoken of a mark: all that its tip says. */
export function spokenAlerts(alerts: readonly ChartAlert[], zone: string): string {
  const told = alerts
    .slice(0, MOST_TOLD)
    .map((alert) => `${alert.severity}: ${shownText(alert.sentence)}, ${firedWords(alert, zone)}`);
  const rest = alerts.length - told.length;
  return rest > 0 ? `${told.join("; ")}; and ${rest} more` : told.join("; ");
}

interface AlertTipProps {
  readonly alerts: readonly ChartAlert[];
  /** Where the mark is in the viewport. */
  readonly beside: DOMRect;
  readonly zone: string;
}

/** Between the mark and its tip. */
const GAP_PX = 4;
/** A tip at its widest, with some room to the viewport's side. */
const WIDEST_PX = 288 + 8;

export function AlertTip({ alerts, beside, zone }: AlertTipProps) {
  const { clientWidth, clientHeight } = document.documentElement;
  const isRight = beside.left > clientWidth / 2;
  const isLow = beside.bottom > clientHeight / 2;
  return createPortal(
    <div
      role="tooltip"
      className="float pointer-events-none fixed z-50 flex w-max max-w-72 flex-col gap-1.5 px-2.5 py-1.5 text-12 [animation:none]"
      style={{
        [isRight ? "right" : "left"]: Math.min(
          isRight ? clientWidth - beside.right : beside.left,
          clientWidth - WIDEST_PX,
        ),
        ...(isLow ? { bottom: clientHeight - beside.top + GAP_PX } : { top: beside.bottom + GAP_PX }),
      }}
    >
      {alerts.slice(0, MOST_TOLD).map((alert) => (
        <div key={`${alert.fingerprint} ${alert.firedMs}`} className="flex gap-2">
          <span className="flex h-[17px] items-center">
            <Status kind={alert.level} size={10} label="" />
          </span>
          <span className="min-w-0">
            <span className="line-clamp-2">{shownText(alert.sentence)}</span>
            <span className="num block text-11 text-ink-3">
              {alert.severity}, {firedWords(alert, zone)}
            </span>
          </span>
        </div>
      ))}
      {alerts.length > MOST_TOLD && <p className="text-ink-3">and {alerts.length - MOST_TOLD} more</p>}
    </div>,
    document.body,
  );
}
