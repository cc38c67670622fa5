"use client";
/** One alert of a list: how grave, its sentence, whose it is, since when, its value, who took it on; and what can be done with it. */
import { BellMinus, BellOff, Check } from "lucide-react";
import type { AlertCondition } from "../../server/model/alert.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { type AlertView, alertHref } from "./alertView.ts";
import {
  gravityOf,
  heldBackWords,
  isAnybody,
  lasted,
  severityWord,
  subjectOf,
  tellingLabels,
  valueText,
} from "./alertWords.ts";
import { SeverityMark } from "./SeverityMark.tsx";

export interface AlertRowActions {
  /** Null while nothing can be changed. */
  readonly acknowledge: ((alert: AlertView) => void) | null;
  readonly silence: ((alert: AlertView) => void) | null;
}

interface AlertRowProps extends AlertRowActions {
  readonly alert: AlertView;
  /** What its rule watches, for the unit of its value, which is not said before that is known. */
  readonly condition: AlertCondition | null | undefined;
  readonly isCursor: boolean;
}

export const ROW_GRID =
  "wide:grid wide:grid-cols-[12px_minmax(0,1fr)_150px_112px_76px_64px] wide:items-center wide:gap-x-3";

export function AlertRow({ alert, condition, isCursor, acknowledge, silence }: AlertRowProps) {
  const { standing } = alert;
  const gravity = gravityOf(alert);
  const tone = standing === "firing" && gravity === "page" ? "text-fail" : "text-ink-2";
  return (
    <li
      data-cursor={isCursor}
      className={`group relative border-line-soft border-b px-(--pad) py-[7px] [contain-intrinsic-size:auto_50px] [content-visibility:auto] hover:bg-surface data-[cursor=true]:bg-sel data-[cursor=true]:shadow-[inset_2px_0_0_var(--accent)] ${ROW_GRID} phone:grid phone:grid-cols-[12px_minmax(0,1fr)] phone:gap-x-3`}
    >
      <span className="mt-1 self-start">
        <SeverityMark gravity={gravity} standing={standing} label={`${severityWord(alert)}, ${standing}`} />
      </span>
      <span className="min-w-0">
        <ClockLink
          href={alertHref(alert)}
          className="line-clamp-2 font-medium underline-offset-2 after:absolute after:inset-0 hover:underline wide:truncate wide:block"
        >
          {shownText(alert.sentence)}
        </ClockLink>
        <SecondLine alert={alert} />
      </span>
      <span className="min-w-0 text-ink-2 phone:hidden">
        <Subject alert={alert} />
      </span>
      <Since alert={alert} />
      <span className={`num truncate text-right font-medium phone:hidden ${tone}`}>
        {condition !== undefined && valueText(alert.value, condition)}
      </span>
      <RowActions alert={alert} acknowledge={acknowledge} silence={silence} />
    </li>
  );
}

/** The service, or who calls whom. */
function Subject({ alert }: { alert: AlertView }) {
  const subject = subjectOf(alert);
  if (subject === null) return null;
  if (subject.kind === "service") return <ServiceName service={subject.service} />;
  return (
    <span className="block text-12 leading-4">
      <ServiceName service={subject.client} />
      <span className="flex items-center gap-1">
        <span className="text-ink-3">→</span> <ServiceName service={subject.server} />
      </span>
    </span>
  );
}

/** Of one label, so that the others are seen as well. */
const LONGEST_VALUE = 32;

/** Severity, rule, what tells it from the rule's other alerts, and who took it on. */
function SecondLine({ alert }: { alert: AlertView }) {
  const zone = useZone();
  const labels = tellingLabels(alert)
    .slice(0, 4)
    .map(([name, value]) => `${name} ${value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value}`);
  const said = [severityWord(alert), alert.name, ...labels].map(shownText).join(" · ");
  const { acknowledged, silencedBy, heldBackBy } = alert;
  const of = subjectOf(alert);
  const subject = of && (of.kind === "service" ? of.service : `${of.client} → ${of.server}`);
  const silence = silencedBy[0];
  return (
    <span className="flex min-w-0 items-center gap-2 text-12 text-ink-3">
      <span className="min-w-0 truncate">
        <span className="wide:hidden">{subject ? `${shownText(subject)} · ` : ""}</span>
        {said}
      </span>
      {acknowledged && (
        <span className="flex flex-none items-center gap-1 text-ink-2">
          <Check size={12} strokeWidth={2} aria-hidden="true" />
          {isAnybody(acknowledged.by) ? "acknowledged" : `${shownText(acknowledged.by)} is on it`}
        </span>
      )}
      {silence && (
        <span className="flex flex-none items-center gap-1 text-ink-2" title={silence.comment}>
          <BellOff size={12} strokeWidth={1.75} aria-hidden="true" />
          <span className="num">silenced until {formatInstant(silence.endsMs, zone, "dayMinute")}</span>
        </span>
      )}
      {heldBackBy && (
        <span className="flex min-w-0 max-w-[45%] items-center gap-1 text-ink-2" title={heldBackWords(heldBackBy)}>
          <BellMinus size={12} strokeWidth={1.75} aria-hidden="true" className="flex-none" />
          <span className="truncate">{heldBackWords(heldBackBy)}</span>
        </span>
      )}
    </span>
  );
}

function Since({ alert: { activeMs, firedMs, resolvedMs } }: { alert: AlertView }) {
  const zone = useZone();
  const { endMs } = useClock();
  const fromMs = firedMs ?? activeMs;
  return (
    <span
      className="num text-12 text-ink-2 phone:col-start-2"
      title={`since ${formatInstant(fromMs, zone, "full")}${resolvedMs === null ? "" : `\nuntil ${formatInstant(resolvedMs, zone, "full")}`}`}
    >
      <span className="wide:block text-ink">
        {resolvedMs === null ? lasted(fromMs, endMs) : `for ${lasted(fromMs, resolvedMs)}`}
      </span>
      <span className="text-11 text-ink-3">
        <span className="wide:hidden"> · </span>
        {resolvedMs === null ? "since" : "from"}{" "}
        {formatInstant(fromMs, zone, endMs - fromMs > 72_000_000 ? "dayMinute" : "minute")}
      </span>
    </span>
  );
}

function RowActions({ alert, acknowledge, silence }: AlertRowActions & { alert: AlertView }) {
  const { acknowledged, standing } = alert;
  const over = standing === "resolved";
  return (
    <span className="relative z-10 flex items-center justify-end gap-0.5 phone:col-start-2 phone:-ml-1.5 phone:justify-start phone:empty:hidden">
      {!over && (
        <>
          <button
            type="button"
            className="icon-btn disabled:opacity-40"
            disabled={acknowledge === null}
            aria-pressed={acknowledged !== null}
            data-on={acknowledged !== null}
            aria-label={`${acknowledged ? "Take back that somebody is on" : "Acknowledge"} ${alert.name}`}
            title={acknowledged ? "Nobody is on it after all" : "Acknowledge: I am on it  A"}
            onClick={() => acknowledge?.(alert)}
          >
            <Check size={14} strokeWidth={1.75} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="icon-btn disabled:opacity-40"
            disabled={silence === null}
            aria-label={`Silence ${alert.name}`}
            title="Silence  S"
            onClick={() => silence?.(alert)}
          >
            <BellOff size={14} strokeWidth={1.6} aria-hidden="true" />
          </button>
        </>
      )}
    </span>
  );
}
