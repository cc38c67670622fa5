/**
 * Episodes of the store -> alerts as they stood at an instant, with who acknowledged them and what silences them. Pure but for what is
 * handed in. Errors: none; a silence whose form is not known is passed over.
 */
import { ALERT_NAME, type Alert, type LabelPairs } from "../model/alert.ts";
import type { Silence } from "../model/notification.ts";
import { type SystemState, type ThingState, thingId } from "../model/state.ts";
import { silencedBy } from "../routing/silences.ts";
import type { AlertEpisode } from "../store/alertStore.ts";
import type { AlertRow, AlertStanding, SilenceView } from "./alertAnswer.ts";
import { chartValue } from "./metricsAnswer.ts";

export const alertThing = (name: string, fingerprint: string) => thingId("alert", name, fingerprint);

export function serviceOf(labels: LabelPairs): string | null {
  return labels.service_name ?? labels.service ?? null;
}
export const severityOf = (labels: LabelPairs): string | null => labels.severity ?? null;

/** What stands where a template could not be filled in, as Prometheus writes it: for whoever mends the rule. */
const BROKEN = "<error expanding template:";

/** Names the alert where its rule has no sentence for it, or one that could not be filled in. */
export function sentenceOf(name: string, annotations: LabelPairs, labels: LabelPairs): string {
  const { summary, message, description } = annotations;
  const said = [summary, message, description].find((text) => text?.trim() && !text.startsWith(BROKEN));
  if (said) return said;
  const others = Object.entries(labels).filter(([key]) => key !== ALERT_NAME && key !== "severity");
  return others.length === 0 ? name : `${name} (${others.map(([key, value]) => `${key} ${value}`).join(", ")})`;
}

export function standingAt(episode: AlertEpisode, atMs: number): AlertStanding {
  if (episode.resolvedMs !== null && episode.resolvedMs <= atMs) return "resolved";
  return episode.firedMs !== null && episode.firedMs <= atMs ? "firing" : "pending";
}

export interface Around {
  readonly atMs: number;
  readonly state: SystemState;
  readonly silences: readonly Silence[];
  /** Up to when it counts what people did: now, while the clock is live, whose instant lags some seconds. */
  readonly doneMs: number;
  /** As the last evaluation left them, by rule key and fingerprint; empty for another instant than now. */
  readonly current: ReadonlyMap<string, Pick<Alert, "value" | "annotations">>;
}
export const valueKey = (ruleKey: string, fingerprint: string) => `${fingerprint} ${ruleKey}`;

/** While an alert stands its words go with its value: what was said when it fired is no longer so. */
export function lastSaid(
  episode: AlertEpisode,
  { atMs, current }: Pick<Around, "atMs" | "current">,
): Pick<Alert, "value" | "annotations"> {
  const last = current.get(valueKey(episode.ruleKey, episode.fingerprint));
  return last && standingAt(episode, atMs) !== "resolved" ? last : episode;
}

export function alertRow(episode: AlertEpisode, around: Around): AlertRow {
  const { atMs, doneMs, state, silences } = around;
  const { fingerprint, name, ruleKey, source, labels, activeMs, firedMs, resolvedMs } = episode;
  const standing = standingAt(episode, atMs);
  const { value, annotations } = lastSaid(episode, around);
  return {
    fingerprint,
    name,
    ruleKey,
    source,
    standing,
    severity: severityOf(labels),
    service: serviceOf(labels),
    sentence: sentenceOf(name, annotations, labels) + asLastKnown(standing, state.get(alertThing(name, fingerprint))),
    labels,
    activeMs,
    firedMs,
    resolvedMs: resolvedMs !== null && resolvedMs <= atMs ? resolvedMs : null,
    value: chartValue(value),
    acknowledged: acknowledgedOf(state.get(alertThing(name, fingerprint)), activeMs),
    silencedBy: silencesOf(silences, labels, doneMs),
    // Depends on the other alerts: ./alertHeldBack.ts.
    heldBackBy: null,
  };
}

/** Beside the sentence of an alert whose rule cannot be judged; nothing beside others. */
function asLastKnown(standing: AlertStanding, thing: ThingState | undefined): string {
  const why = thing?.["p.unknown"];
  return standing === "firing" && typeof why === "string" ? ` (as last known: its rule cannot be judged: ${why})` : "";
}

/** Whoever acknowledged an earlier episode said nothing about this one. */
function acknowledgedOf(thing: ThingState | undefined, activeMs: number): AlertRow["acknowledged"] {
  const [by, atMs] = [thing?.["p.acknowledgedBy"], thing?.["p.acknowledgedMs"]];
  if (typeof by !== "string" || typeof atMs !== "number" || atMs < activeMs) return null;
  return { by, atMs };
}

function silencesOf(silences: readonly Silence[], labels: LabelPairs, atMs: number): SilenceView[] {
  const holding = new Set(silencedBy(silences, labels, atMs));
  return silences
    .filter(({ id }) => holding.has(id))
    .map(({ id, comment, createdBy, endsMs }) => ({ id, comment, createdBy, endsMs }));
}

const STANDINGS: readonly AlertStanding[] = ["firing", "pending", "resolved"];
const SEVERITIES = ["page", "critical", "ticket", "warning"];
const rankOf = (severity: string | null) => {
  const place = SEVERITIES.indexOf(severity ?? "");
  return place < 0 ? SEVERITIES.length : place;
};
/** Firing before pending before resolved, pages before tickets, newest first. */
export function compareRows(a: AlertRow, b: AlertRow): number {
  return (
    STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) ||
    rankOf(a.severity) - rankOf(b.severity) ||
    (b.firedMs ?? b.activeMs) - (a.firedMs ?? a.activeMs) ||
    (a.fingerprint < b.fingerprint ? -1 : 1)
  );
}
