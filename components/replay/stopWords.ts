/** Stop conditions in words: as chips, and why playing stopped. */
import type { EventKind } from "../../server/model/state.ts";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRatio } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import type { FirstStop, HEALED, Stop } from "./stopConditions.ts";

export const EVENT_WORDS: Readonly<Record<EventKind, string>> = {
  appeared: "something appears",
  vanished: "something vanishes",
  deployed: "the next deploy",
  scaled: "something is scaled",
  restarted: "something restarts",
  health: "any health changes",
  exceptionBurst: "a burst of exceptions",
  firstException: "an exception never seen before",
  configuration: "a configuration changes",
  featureFlag: "a feature flag changes",
  annotation: "the next note",
  retention: "data is let go",
  alert: "an alert changes",
  slo: "an objective changes",
  chaos: "an experiment begins or ends",
};
export const HEALED_WORDS: Readonly<Record<(typeof HEALED)[number], string>> = {
  everything: "everything",
  service: "every service",
  placement: "every service in every region",
  peer: "every database, queue and other peer",
};

/** After "until": "checkout fails more than 5 %". */
export function stopWords(stop: Stop): string {
  switch (stop.kind) {
    case "fails":
      return `${stop.service === null ? "a service" : shownText(stop.service)} fails`;
    case "errors":
      return `${shownText(stop.service)} fails more than ${stop.percent} %`;
    case "p95":
      return `p95 of ${shownText(stop.service)} is above ${formatSeconds(stop.ms / 1000)}`;
    case "trace":
      return `a trace of ${shownText(stop.service)} has an error`;
    case "healthy":
      return `${HEALED_WORDS[stop.of]} is healthy`;
    case "event":
      return EVENT_WORDS[stop.event];
  }
}

/** Why playing stopped, one sentence. */
export function stoppedWords({ stop, title, value }: FirstStop): string {
  if (title !== null) return shownText(title);
  if (stop.kind === "errors")
    return `${shownText(stop.service)} fails ${formatRatio(value)} of requests, more than ${stop.percent} %`;
  if (stop.kind === "p95")
    return `p95 of ${shownText(stop.service)} is ${formatSeconds(value)}, above ${formatSeconds(stop.ms / 1000)}`;
  if (stop.kind === "healthy") return `${capital(HEALED_WORDS[stop.of])} is healthy again`;
  return capital(stopWords(stop));
}
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
