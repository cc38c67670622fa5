"use client";
/** Traces that show what the alert is about: the worst and the most usual of them, each opened at the span that fails; and what was logged. */
import { ArrowUpRight } from "lucide-react";
import type { AlertExemplar } from "../../../server/model/alert.ts";
import { ServiceName } from "../../charts/ServiceName.tsx";
import { Status } from "../../charts/Status.tsx";
import { formatDuration, formatSpanOfTime } from "../../format/formatDuration.ts";
import { formatInstant } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { useZone } from "../../state/usePreference.tsx";
import { failingSpanHref } from "../alertView.ts";
import { serviceToSee } from "../alertWords.ts";
import type { OneAlert } from "./AlertScreen.tsx";
import { useAlertTraces } from "./useAlertTraces.ts";

export function AlertTraces({ answer }: { answer: OneAlert }) {
  const { evidence, alert } = answer;
  const { exemplars, isAsking } = useAlertTraces(answer);
  return (
    <section aria-label="Traces that show it" className="min-w-0 phone:order-first phone:border-t-0!">
      <div className="sec">
        <h2>Traces that show it</h2>
        <span className="sec-sub">opened at the span that fails</span>
      </div>
      {exemplars.map((exemplar) => (
        <Exemplar key={`${exemplar.traceId} ${exemplar.spanId}`} exemplar={exemplar} />
      ))}
      {exemplars.length === 0 && (isAsking ? <Looking /> : <NoTrace answer={answer} />)}
      {evidence?.logLine && <LogLine line={evidence.logLine} service={serviceToSee(alert)} />}
    </section>
  );
}

const WHY = { worst: "the worst", typical: "typical" } as const;

function Exemplar({ exemplar }: { exemplar: AlertExemplar }) {
  const zone = useZone();
  const { service, spanName, startMs, durationMs, failed, message, why } = exemplar;
  return (
    <ClockLink
      href={failingSpanHref(exemplar)}
      className="group grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2.5 border-line-soft border-t px-(--pad) py-2 hover:bg-surface focus-visible:outline-offset-[-2px]"
    >
      <span className="mt-1">
        <Status kind={failed ? "fail" : "warn"} size={11} label={failed ? "failed" : "slow"} />
      </span>
      <span className="min-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <span className="min-w-0 flex-none font-medium">
            <ServiceName service={service} />
          </span>
          <span className="truncate text-ink-2">{shownText(spanName)}</span>
        </span>
        <span className="line-clamp-2 text-12 text-ink-2">
          {shownText(message) || (failed ? "failed without a word" : "took long")}
        </span>
        <span className="num text-11 text-ink-3">
          {WHY[why]} · {formatInstant(startMs, zone)}
        </span>
      </span>
      <span className="flex flex-col items-end justify-between">
        <span className={`num font-medium ${failed ? "text-fail" : "text-warn"}`}>
          {formatDuration(durationMs * 1e6)}
        </span>
        <ArrowUpRight size={14} strokeWidth={1.6} aria-hidden="true" className="text-ink-3 group-hover:text-accent" />
      </span>
    </ClockLink>
  );
}

const Looking = () => (
  <div aria-busy="true" className="flex flex-col gap-2 px-(--pad) pb-3">
    <p className="text-12 text-ink-3">Reading its requests…</p>
    <span className="skeleton h-12" />
    <span className="skeleton h-12" />
  </div>
);

/** For what no request is behind there is none. */
function NoTrace({ answer: { alert } }: { answer: OneAlert }) {
  const service = serviceToSee(alert);
  const of = service ? `service=${encodeURIComponent(service)}&` : "";
  const why =
    service === null
      ? "This alert is about no service whose requests could be looked at."
      : "No failing or slow request of its service is stored of this time.";
  return (
    <p className="px-(--pad) pb-3 text-12 text-ink-3">
      {why}{" "}
      <ClockLink href={`/traces?${of}status=error`} className="link">
        Failing traces of this window
      </ClockLink>
    </p>
  );
}

type Line = NonNullable<NonNullable<OneAlert["evidence"]>["logLine"]>;

function LogLine({ line, service }: { line: Line; service: string | null }) {
  const zone = useZone();
  const of = service ?? line.service;
  return (
    <div className="border-line-soft border-t px-(--pad) py-2 text-12">
      <p className="mb-0.5 flex items-center gap-2 text-11 text-ink-3">
        <span className="num">{formatInstant(line.atMs, zone, "clockMs")}</span>
        <span>{line.severity}</span>
        <span className="min-w-0 truncate">{shownText(line.service)}</span>
        <ClockLink
          href={`/logs?service=${encodeURIComponent(of)}&severity=ERROR,WARN`}
          className="link ml-auto text-11"
        >
          Its logs
        </ClockLink>
      </p>
      <p className="mono line-clamp-3 wrap-anywhere">{shownText(line.body)}</p>
    </div>
  );
}

/** "41 s before" */
export const before = (atMs: number, ofMs: number): string =>
  atMs <= ofMs ? `${formatSpanOfTime(ofMs - atMs)} before` : `${formatSpanOfTime(atMs - ofMs)} after`;
