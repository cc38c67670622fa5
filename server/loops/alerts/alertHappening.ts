/**
 * What an alert's turns are in the history of the system: that it fires, and that it is over (or waits again). Pure.
 * Keys of the thing `alert:NAME/FINGERPRINT`: `present`, `p.state`, `p.severity`, `p.service`, `p.summary`, `p.rule`; whoever acknowledged it
 * says `p.acknowledgedBy` and `p.acknowledgedMs`; `p.unknown` is why its rule cannot be judged, while it fires as last known.
 */

import { sayLength } from "../../analysis/history/sayNumbers.ts";
import { type Alert, ENDED_WITH_RULE } from "../../model/alert.ts";
import { type Happening, type StateValue, type ThingState, thingId } from "../../model/state.ts";

export interface NamedAlert {
  readonly alert: Alert;
  readonly name: string;
}

const MOST_SUMMARY = 500;
const TITLE_LABELS = 3;
const UNKNOWN = "p.unknown";
export const isUnknown = (before: ThingState | undefined) => typeof before?.[UNKNOWN] === "string";

export const thingOfAlert = ({ alert, name }: NamedAlert) => thingId("alert", name, alert.fingerprint);

/** The sentence of its rule; empty when that has none. */
function saidOf({ alert: { annotations } }: NamedAlert): string {
  const said = annotations.summary ?? annotations.message ?? annotations.description ?? "";
  return said.length > MOST_SUMMARY ? `${said.slice(0, MOST_SUMMARY - 1)}…` : said;
}

/** The sentence of its rule, or its labels. */
export function summaryOf(named: NamedAlert): string {
  const { labels } = named.alert;
  const said = saidOf(named);
  if (said) return said;
  const others = Object.entries(labels).filter(([key]) => key !== "alertname" && key !== "severity");
  return others
    .slice(0, TITLE_LABELS)
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}

function factsOf(named: NamedAlert): Record<string, StateValue> {
  const { labels, ruleKey } = named.alert;
  const service = labels.service_name ?? labels.service;
  return {
    present: true,
    "p.state": "firing",
    "p.rule": ruleKey,
    ...(labels.severity && { "p.severity": labels.severity }),
    ...(service && { "p.service": service }),
    ...(saidOf(named) && { "p.summary": saidOf(named) }),
  };
}

/** Which alerts wake people: what is a problem for the time bar. */
const IS_PAGE = new Set(["page", "critical"]);

export function firingHappening(named: NamedAlert, before: ThingState | undefined): Happening {
  const { alert, name } = named;
  const patch = factsOf(named);
  const summary = summaryOf(named);
  return {
    atMs: alert.firedMs ?? alert.activeMs,
    kind: "alert",
    thing: thingOfAlert(named),
    patch,
    prev: Object.fromEntries(Object.keys(patch).map((key) => [key, before?.[key] ?? null])),
    title: summary ? `${name} fires: ${summary}` : `${name} fires`,
    problem: IS_PAGE.has(alert.labels.severity ?? ""),
    detail: { fingerprint: alert.fingerprint, rule: alert.ruleKey },
  };
}

const overTitle = ({ alert: { annotations }, name }: NamedAlert, lasted: string) =>
  annotations[ENDED_WITH_RULE] === undefined
    ? `${name} is over${lasted}`
    : `${name} ends with its rule${lasted}: whether it is over is not known`;

/** `why` its rule cannot be judged, so that only how it was is known; null: it can be again. */
export function knownHappening(
  named: NamedAlert,
  why: string | null,
  atMs: number,
  before: ThingState | undefined,
): Happening {
  const { alert, name } = named;
  const said = why !== null && why.length > MOST_SUMMARY ? `${why.slice(0, MOST_SUMMARY - 1)}…` : why;
  return {
    atMs,
    kind: "alert",
    thing: thingOfAlert(named),
    patch: { [UNKNOWN]: said },
    prev: { [UNKNOWN]: before?.[UNKNOWN] ?? null },
    title:
      said === null
        ? `${name} can be judged again: it still fires`
        : `${name} cannot be judged (${said}): it fires as last known`,
    problem: false,
    detail: { fingerprint: alert.fingerprint, rule: alert.ruleKey },
  };
}

/** Everything that is known of it is taken away, so that the state holds only what stands. */
export function overHappening(named: NamedAlert, before: ThingState | undefined): Happening {
  const { alert, name } = named;
  const keys = new Set([...Object.keys(factsOf(named)), ...Object.keys(before ?? {})]);
  const atMs = alert.resolvedMs ?? alert.evaluatedMs;
  const waits = alert.resolvedMs === null;
  const lasted = alert.firedMs === null ? "" : ` after ${sayLength(Math.max(0, atMs - alert.firedMs))}`;
  return {
    atMs,
    kind: "alert",
    thing: thingOfAlert(named),
    patch: Object.fromEntries([...keys].map((key) => [key, null])),
    prev: Object.fromEntries([...keys].map((key) => [key, before?.[key] ?? null])),
    title: waits ? `${name} waits again, since its rule waits longer` : overTitle(named, lasted),
    problem: false,
    detail: { fingerprint: alert.fingerprint, rule: alert.ruleKey },
  };
}
