/**
 * One look at a group: what of it may be told, whether that is news to the receiver, and what the receiver knows afterwards.
 * An integration whose last message died was not told: it hears how things stand at the next look, alone if nothing is news to others.
 * Source: Alertmanager dispatch/dispatch.go (flush), notify/dedup_stage.go, notify/set_notifies_stage.go.
 */
import type { Alert } from "../model/alert.ts";
import type { Delivery, GroupStanding, NotifiedAlert, ReceiverIntegration } from "../model/notification.ts";
import type { AlertGroup } from "./alertGroups.ts";
import type { DispatchedNotification } from "./dispatch.ts";
import type { HeldBackBecause } from "./heldBack.ts";
import { type TellReason, tellReason } from "./tellReason.ts";

export interface FlushTools {
  readonly nowMs: number;
  /** None for a receiver that nobody defined. */
  readonly integrationsOf: (receiver: string) => readonly ToldIntegration[];
  readonly mutedBecause: HeldBackBecause;
}

/** `index`: among all of its receiver's. */
export type ToldIntegration = Pick<ReceiverIntegration, "kind" | "sendResolved"> & { readonly index: number };

/** Its link opens at `nowMs`. */
export function notifiedAlert(alert: Alert, status: NotifiedAlert["status"], nowMs: number): NotifiedAlert {
  const { fingerprint, labels, annotations, firedMs, activeMs, resolvedMs, evaluatedMs } = alert;
  const at = new Date(Math.max(-8.64e15, Math.min(nowMs, 8.64e15))).toISOString();
  return {
    fingerprint,
    status,
    labels,
    annotations,
    startsMs: firedMs ?? activeMs,
    endsMs: status === "firing" ? null : (resolvedMs ?? evaluatedMs),
    path: `/alerts/${encodeURIComponent(fingerprint)}?at=${encodeURIComponent(at)}`,
  };
}

const byStart = (a: NotifiedAlert, b: NotifiedAlert) =>
  a.startsMs - b.startsMs || (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0);

/** Integrations to tell, and whether that is everybody: one without `sendResolved` does not hear of what ended alone. */
function hearers(integrations: readonly ToldIntegration[], reason: TellReason) {
  const onlyEnds = reason === "allResolved" || reason === "newResolved";
  const told = integrations.filter(({ sendResolved }) => sendResolved || !onlyEnds);
  return told.map(({ index, kind }) => ({ index, kind }));
}

/** The same for whoever makes this message of the same standing, another for a reminder. */
function hashed(alerts: readonly NotifiedAlert[], { toldMs }: GroupStanding): string {
  return [
    toldMs ?? "",
    ...alerts.map(({ fingerprint, status, startsMs }) => `${fingerprint} ${status} ${startsMs}`),
  ].join("\n");
}

function lookAt({ nowMs, mutedBecause }: FlushTools, { node, alerts }: AlertGroup, standing: GroupStanding) {
  const held = new Set(standing.firing);
  const audible = [...alerts.values()].filter((alert) => mutedBecause(alert, node) === null);
  const firing = audible.filter(({ state }) => state === "firing");
  const over = audible.filter(({ state, fingerprint }) => state !== "firing" && held.has(fingerprint));
  const told = new Set([...firing, ...over].map(({ fingerprint }) => fingerprint));
  // Forgotten, or over while nobody was to be told: when it fires again, that is news.
  const isHeld = (fingerprint: string) => alerts.get(fingerprint)?.state === "firing" || told.has(fingerprint);
  return {
    told: [
      ...firing.map((alert) => notifiedAlert(alert, "firing", nowMs)).sort(byStart),
      ...over.map((alert) => notifiedAlert(alert, "resolved", nowMs)).sort(byStart),
    ],
    firing: firing.map(({ fingerprint }) => fingerprint).sort(),
    resolved: over.map(({ fingerprint }) => fingerprint).sort(),
    held: standing.firing.filter(isHeld),
  };
}

/** A delivery that died; its integration is owed how things stand. */
export type OwedDelivery = Pick<Delivery, "id" | "receiver" | "integration" | "createdMs" | "notification">;

export interface Flushed {
  readonly told: readonly DispatchedNotification[];
  /** Ids of owed deliveries that were made up for. */
  readonly settled: readonly string[];
  readonly after: GroupStanding;
}

type Look = ReturnType<typeof lookAt>;

/** Ends of which only messages told that died, while the alerts are kept. */
export function owedEnds({ alerts }: AlertGroup, owed: readonly OwedDelivery[]): Set<string> {
  const ended = owed
    .flatMap(({ notification }) => notification.alerts)
    .filter(({ fingerprint, status }) => status === "resolved" && alerts.get(fingerprint)?.state === "inactive");
  return new Set(ended.map(({ fingerprint }) => fingerprint));
}

/** To the integrations that are owed something: what is told now, and the ends that they missed. */
function retell(
  tools: FlushTools,
  group: AlertGroup,
  standing: GroupStanding,
  look: Look,
  owed: readonly OwedDelivery[],
) {
  const { nowMs, mutedBecause } = tools;
  const said = new Set(look.told.map(({ fingerprint }) => fingerprint));
  const missed = [...owedEnds(group, owed)].flatMap((fingerprint) => {
    const alert = said.has(fingerprint) ? undefined : group.alerts.get(fingerprint);
    return alert && mutedBecause(alert, group.node) === null ? [notifiedAlert(alert, "resolved", nowMs)] : [];
  });
  const alerts = [...look.told, ...missed.sort(byStart)];
  const indexes = new Set(owed.map(({ integration }) => integration));
  const integrations = tools
    .integrationsOf(group.node.receiver)
    .filter(({ index, sendResolved }) => indexes.has(index) && (sendResolved || look.firing.length > 0))
    .map(({ index, kind }) => ({ index, kind }));
  if (alerts.length === 0 || integrations.length === 0) return { told: [], settled: [] };
  const served = new Set(integrations.map(({ index }) => index));
  const settled = owed.filter(({ integration }) => served.has(integration)).map(({ id }) => id);
  // Each death makes another message, so that the outbox does not take it for the one that died.
  const stateHash = [hashed(alerts, standing), ...settled].join("\nowed ");
  return { told: [{ notification: messageOf(group, look, alerts), integrations, stateHash }], settled };
}

function messageOf({ node, groupKey, groupLabels }: AlertGroup, { firing }: Look, alerts: readonly NotifiedAlert[]) {
  const status = firing.length > 0 ? ("firing" as const) : ("resolved" as const);
  return { receiver: node.receiver, groupKey, groupLabels, status, alerts };
}

/** The messages, if there are any, and the standing to keep. A receiver without integrations was told nothing. */
export function flushGroup(
  tools: FlushTools,
  group: AlertGroup,
  standing: GroupStanding,
  owed: readonly OwedDelivery[],
): Flushed {
  const { nowMs } = tools;
  const { receiver, repeatIntervalMs } = group.node;
  const integrations = tools.integrationsOf(receiver);
  const look = lookAt(tools, group, standing);
  const looked = { ...standing, flushedMs: nowMs, firing: look.held };
  if (integrations.length === 0) return { told: [], settled: [], after: looked };
  const again = owed.length === 0 ? { told: [], settled: [] } : retell(tools, group, standing, look, owed);
  const sendResolved = integrations.some((integration) => integration.sendResolved);
  const now = { firing: look.firing, resolved: look.resolved, sendResolved, repeatIntervalMs, nowMs };
  const reason = tellReason(looked, now);
  if (reason === null) return { ...again, after: looked };
  const heard = hearers(integrations, reason);
  // Whoever did not hear of this is reminded when its own time comes.
  const toldMs = heard.length === integrations.length ? nowMs : standing.toldMs;
  const after = { ...looked, toldMs, firing: look.firing, resolved: look.resolved };
  const retold = new Set(again.told.flatMap((one) => one.integrations.map(({ index }) => index)));
  const others = heard.filter(({ index }) => !retold.has(index));
  if (others.length === 0) return { ...again, after };
  const notification = messageOf(group, look, look.told);
  const told = { notification, integrations: others, stateHash: hashed(look.told, standing) };
  return { told: [told, ...again.told], settled: again.settled, after };
}
