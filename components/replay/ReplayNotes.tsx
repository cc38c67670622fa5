"use client";
/** Lines above the map: why playing stopped, what is known of the instant and by when, and the gap in which the clock stands. */
import { X } from "lucide-react";
import { useSearchParams } from "next/navigation";
import type { StateAnswer } from "../../server/routers/stateAnswer.ts";
import { Status } from "../charts/Status.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { PIN_NAMES, pinTrouble } from "../playback/pins.ts";
import { useStripView } from "../playback/stripView.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { useMoving } from "../state/playhead.ts";
import { useZone } from "../state/usePreference.tsx";
import { gapsOf } from "../timebar/stripHealth.ts";
import { useStripData } from "../timebar/useStripData.ts";
import { stoppedWords } from "./stopWords.ts";
import { useKnownLater } from "./useReplayAnswer.ts";
import type { Outcome } from "./useStops.ts";

const LINE =
  "flex min-h-8 flex-none items-center gap-2 border-line border-t bg-surface px-(--pad) py-1.5 text-12 text-ink-2";

export function StopNote({ outcome, forget }: { outcome: Outcome | null; forget: () => void }) {
  const zone = useZone();
  const { endMs } = useClock();
  const moving = useMoving();
  if (!outcome || (outcome.kind === "stopped" && (moving || outcome.first.atMs !== endMs))) return null;
  return (
    <div role="status" className={LINE} data-testid="stopped">
      {outcome.kind === "stopped" && (
        <>
          <span aria-hidden="true" className="h-3.5 w-[3px] flex-none bg-time-fill" />
          <span className="num min-w-0 text-13 text-ink">
            Stopped at {formatInstant(outcome.first.atMs, zone)}:{" "}
            <b className="font-semibold">{stoppedWords(outcome.first)}</b>
          </span>
          {outcome.first.traceId && (
            <ClockLink href={`/traces/${outcome.first.traceId}`} className="link">
              Open the trace
            </ClockLink>
          )}
        </>
      )}
      {outcome.kind === "none" && `None of this happens by ${formatInstant(outcome.toMs, zone)}, the end of the strip.`}
      {outcome.kind === "trouble" &&
        "The conditions could not be asked for, so nothing stops playing. Hold and run again to try once more."}
      <button type="button" className="icon-btn ml-auto" aria-label="Dismiss" onClick={forget}>
        <X size={13} strokeWidth={1.6} aria-hidden="true" />
      </button>
    </div>
  );
}

/** Pins of the link that cannot be. */
export function PinNote() {
  const params = useSearchParams();
  const { nowMs } = useClock();
  const troubles = PIN_NAMES.flatMap((name) => pinTrouble(name, params.get(name), nowMs) ?? []);
  if (troubles.length === 0) return null;
  return (
    <p role="status" className={LINE} data-testid="pin-trouble">
      {`${troubles.join("; ")}: left out.`}
    </p>
  );
}

/** What of the time before the instant was not known then. */
export function KnownNote({ isThen }: { isThen: boolean }) {
  const { endMs, live } = useClock();
  const zone = useZone();
  const later = useKnownLater(isThen);
  if (!isThen) return null;
  const at = formatInstant(endMs, zone);
  const words = () => {
    if (live) return "At the present, what was known then is what is known now.";
    if (!later) return "…";
    if (later.count === 0) return `Everything that is known by now of the time before ${at} was known then.`;
    const many = later.isMore ? `More than ${formatCount(later.count)} events` : formatCountOf(later.count, "event");
    return `${many} of the time before ${at} ${later.count === 1 ? "was" : "were"} known only later and ${later.count === 1 ? "is" : "are"} left out. Numbers and the strip below are told from what is known now.`;
  };
  return (
    <p role="status" className={LINE} data-testid="known">
      {words()}
    </p>
  );
}

/** Health is told some seconds after telemetry; only a longer way behind is worth a word. */
const BEHIND_MS = 90_000;

export function GapLine({ answer }: { answer: StateAnswer }) {
  const { endMs, nowMs } = useClock();
  const zone = useZone();
  const { range } = useStripView();
  const { health } = useStripData(range);
  const behind = answer.toldUntilMs !== null && endMs - answer.toldUntilMs > BEHIND_MS;
  if (!answer.gap && !behind) return null;
  const say = (atMs: number) => formatInstant(atMs, zone);
  const gap = health && gapsOf(health, nowMs).find(({ fromMs, toMs }) => endMs > fromMs && endMs <= toMs);
  const words = () => {
    if (!answer.gap)
      return `The history is told until ${say(answer.toldUntilMs ?? 0)}: what is drawn is the state of then.`;
    if (!gap) return "Nothing arrived at this instant: what is drawn, greyed, is what was known last.";
    const until =
      gap.toMs >= nowMs
        ? `has arrived since ${say(gap.fromMs)}`
        : `arrived between ${say(gap.fromMs)} and ${say(gap.toMs)}`;
    return `Nothing ${until}: the state of ${say(gap.fromMs)} is shown, greyed.`;
  };
  return (
    <p role="status" className={LINE}>
      <Status kind="unknown" size={11} label="" />
      {words()}
    </p>
  );
}
