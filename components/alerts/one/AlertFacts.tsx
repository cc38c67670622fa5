"use client";
/** An alert's labels, how often it fired before, and who was told. */
import { formatInstant } from "../../format/formatInstant.ts";
import { formatCount } from "../../format/formatNumbers.ts";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { CopyButton } from "../../shell/CopyButton.tsx";
import { useClock } from "../../state/clock.tsx";
import { useZone } from "../../state/usePreference.tsx";
import { lasted, times, valueText } from "../alertWords.ts";
import { AlertDeliveries } from "./AlertDeliveries.tsx";
import type { OneAlert } from "./AlertScreen.tsx";

export function AlertFacts({ answer }: { answer: OneAlert }) {
  return (
    <div className="min-w-0 pb-4">
      <Labels answer={answer} />
      <History answer={answer} />
      <AlertDeliveries alert={answer.alert} />
    </div>
  );
}

function Labels({ answer: { alert } }: { answer: OneAlert }) {
  return (
    <section aria-label="Labels">
      <div className="sec">
        <h2>Labels</h2>
        <span className="sec-sub mono">{alert.fingerprint}</span>
        <CopyButton text={alert.fingerprint} what="fingerprint" />
      </div>
      <dl>
        {Object.entries(alert.labels).map(([name, value]) => (
          <div
            key={name}
            className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-3 border-line-soft border-t px-(--pad) py-1 text-12"
          >
            <dt className="mono truncate text-ink-3">{shownText(name)}</dt>
            <dd className="mono wrap-anywhere">{shownText(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const AT_FIRST = 6;

function History({ answer: { alert, history, moreHistory, rule } }: { answer: OneAlert }) {
  const zone = useZone();
  const { setAt, endMs } = useClock();
  const fired = history.filter(({ firedMs }) => firedMs !== null);
  const total = fired.reduce((sum, one) => sum + (one.resolvedMs ?? endMs) - (one.firedMs ?? 0), 0);
  return (
    <section aria-label="It fired before" className="mt-3">
      <div className="sec">
        <h2>History</h2>
        <span className="sec-sub num">
          {fired.length === 0
            ? "it never fired"
            : `fired ${moreHistory ? `more than ${formatCount(fired.length)} times` : times(fired.length)}, for ${lasted(0, total)} in all`}
        </span>
      </div>
      <ul>
        {fired.slice(0, AT_FIRST).map((episode) => {
          const fromMs = episode.firedMs ?? episode.activeMs;
          const isThis = episode.activeMs === alert.activeMs;
          return (
            <li key={episode.activeMs} className="border-line-soft border-t">
              <button
                type="button"
                aria-current={isThis ? "true" : undefined}
                onClick={() =>
                  setAt(Math.min(endMs, episode.resolvedMs === null ? fromMs + 60_000 : episode.resolvedMs - 1))
                }
                title={`Set the clock to it: ${formatInstant(fromMs, zone, "full")}`}
                className={`num grid w-full grid-cols-[minmax(0,1fr)_auto_72px] gap-x-3 px-(--pad) py-1 text-left text-12 hover:bg-surface focus-visible:outline-offset-[-2px] ${isThis ? "font-medium" : "text-ink-2"}`}
              >
                <span>{formatInstant(fromMs, zone, "dayMinute")}</span>
                <span className="text-ink-3">
                  {episode.resolvedMs === null ? "fires still" : `for ${lasted(fromMs, episode.resolvedMs)}`}
                </span>
                <span className="truncate text-right">{valueText(episode.value, rule?.body.condition ?? null)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {fired.length > AT_FIRST && (
        <p className="px-(--pad) py-1 text-12 text-ink-3">
          and {formatCount(fired.length - AT_FIRST)} earlier{moreHistory && " and more"} ·{" "}
          <ClockLink href="/replay?tab=events" className="link">
            all events
          </ClockLink>
        </p>
      )}
    </section>
  );
}
