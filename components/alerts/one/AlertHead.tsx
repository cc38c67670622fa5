"use client";
/** The sentence of one alert with how grave and how old it is, the way to the span that fails, and taking it on. */
import { BellMinus, BellOff, Check } from "lucide-react";
import { useState } from "react";
import { ServiceName } from "../../charts/ServiceName.tsx";
import { formatInstant } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { useClock } from "../../state/clock.tsx";
import { useKeys } from "../../state/keys.tsx";
import { useZone } from "../../state/usePreference.tsx";
import { ActionTrouble } from "../ActionTrouble.tsx";
import { alertHref, failingSpanHref } from "../alertView.ts";
import { gravityOf, heldBackWords, isAnybody, lasted, severityWord } from "../alertWords.ts";
import { ruleHref, SOURCE_WORDS } from "../rules/ruleWords.ts";
import { SeverityMark } from "../SeverityMark.tsx";
import { SilenceDialog } from "../silences/SilenceDialog.tsx";
import { useAcknowledge } from "../useAlerts.ts";
import type { OneAlert } from "./AlertScreen.tsx";
import { useAlertTraces } from "./useAlertTraces.ts";

export function AlertHead({ answer }: { answer: OneAlert }) {
  const { alert } = answer;
  const { exemplars } = useAlertTraces(answer);
  const { live } = useClock();
  const { acknowledge, isPending, error } = useAcknowledge();
  const [silencing, setSilencing] = useState(false);
  const over = alert.standing === "resolved";
  const worst = exemplars.find(({ why }) => why === "worst") ?? exemplars[0];
  useKeys([
    { keys: "a", does: "Acknowledge the alert", run: () => (over || !acknowledge ? false : acknowledge(alert)) },
    { keys: "s", does: "Silence the alert", opensField: true, run: () => (over || !live ? false : setSilencing(true)) },
  ]);
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-3 px-(--pad) pt-3.5 pb-3">
        <span className="mt-[6px] self-start">
          <SeverityMark gravity={gravityOf(alert)} standing={alert.standing} size={14} />
        </span>
        <div className="min-w-0 flex-1">
          <h1 className="font-semibold text-18 leading-[26px] tracking-[-0.014em] wrap-anywhere phone:text-[16px] phone:leading-[22px]">
            {over && <span className="text-ink-3">Over: </span>}
            {shownText(alert.sentence)}
          </h1>
          <Proof answer={answer} />
        </div>
        <div className="flex flex-wrap gap-2 phone:w-full phone:pl-6.5">
          {worst && (
            <ClockLink href={failingSpanHref(worst)} className="btn btn-primary">
              {worst.failed ? "Open the failing span" : "Open the slow span"}
            </ClockLink>
          )}
          {!over && (
            <>
              <button
                type="button"
                className="btn"
                aria-pressed={alert.acknowledged !== null}
                disabled={!acknowledge || isPending}
                onClick={() => acknowledge?.(alert)}
                title={alert.acknowledged ? "Nobody is on it after all  A" : "I am on it  A"}
              >
                <Check size={14} strokeWidth={1.75} aria-hidden="true" />
                {alert.acknowledged ? "Acknowledged" : "Acknowledge"}
              </button>
              <button type="button" className="btn" disabled={!live} onClick={() => setSilencing(true)} title="S">
                <BellOff size={14} strokeWidth={1.6} aria-hidden="true" />
                Silence
              </button>
            </>
          )}
        </div>
      </header>
      <ActionTrouble error={error} what="It was not acknowledged" />
      {silencing && <SilenceDialog alert={alert} close={() => setSilencing(false)} />}
    </>
  );
}

/** Severity, since when, whose, which rule; who is on it and until when it is quiet. */
function Proof({ answer: { alert, rule } }: { answer: OneAlert }) {
  const zone = useZone();
  const { endMs } = useClock();
  const { standing, activeMs, firedMs, resolvedMs, acknowledged, silencedBy, heldBackBy, service } = alert;
  const fromMs = firedMs ?? activeMs;
  const at = (ms: number) => formatInstant(ms, zone, endMs - ms > 72_000_000 ? "dayMinute" : "clock");
  const words = {
    firing: `fires since ${at(fromMs)}, for ${lasted(fromMs, endMs)}`,
    pending: `holds since ${at(activeMs)}, fires when it has held for long enough`,
    resolved: `fired from ${at(fromMs)} for ${lasted(fromMs, resolvedMs ?? fromMs)}, over since ${at(resolvedMs ?? fromMs)}`,
  } as const;
  const severity = severityWord(alert);
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-14 text-ink-2 phone:text-13">
      <span>
        {severity.charAt(0).toUpperCase() + severity.slice(1)} · <span className="num">{words[standing]}</span>
      </span>
      {service && (
        <ClockLink href={`/services/${encodeURIComponent(service)}`} className="hover:text-ink hover:underline">
          <ServiceName service={service} />
        </ClockLink>
      )}
      <span className="text-ink-3">·</span>
      {rule ? (
        <ClockLink href={ruleHref(rule)} className="link">
          {shownText(alert.name)}
        </ClockLink>
      ) : (
        shownText(alert.name)
      )}
      <span className="text-12 text-ink-3">{SOURCE_WORDS[alert.source]}</span>
      {acknowledged && (
        <span className="chip">
          <Check size={11} strokeWidth={2} aria-hidden="true" />
          {isAnybody(acknowledged.by) ? "acknowledged" : `${shownText(acknowledged.by)} is on it`}{" "}
          <span className="num">since {at(acknowledged.atMs)}</span>
        </span>
      )}
      {silencedBy.map(({ id, endsMs, comment, createdBy }) => (
        <ClockLink key={id} href="/alerts/silences" className="chip hover:text-ink" title={`${createdBy}: ${comment}`}>
          <BellOff size={11} strokeWidth={1.75} aria-hidden="true" />
          <span className="num">silenced until {formatInstant(endsMs, zone, "dayMinute")}</span>
        </ClockLink>
      ))}
      {heldBackBy && (
        <ClockLink
          href={heldBackBy.by === "inhibition" ? alertHref(heldBackBy) : "/alerts/notifications?part=routing"}
          className="chip min-w-0 max-w-full hover:text-ink"
          title={heldBackWords(heldBackBy)}
        >
          <BellMinus size={11} strokeWidth={1.75} aria-hidden="true" className="flex-none" />
          <span className="truncate">{heldBackWords(heldBackBy)}</span>
        </ClockLink>
      )}
    </div>
  );
}
