/**
 * One step of telling: from who is to be told, what is silenced, how alerts stand and what was told before, to what is told now.
 * Total: any settings, alerts and standings give an answer, and a clock that jumps back holds nothing up for longer than one interval.
 * Order, as Alertmanager's: routes and groups, group wait and interval, inhibition, time intervals, silences, what is known already.
 * Where we tell more than Alertmanager: who was told of an alert that ended while it was silenced, inhibited or mute is told when it fires again.
 * Where we tell as often: who could not be told is told at the next look, as Alertmanager's log knows only what was taken.
 * Where we tell less: an alert that began and ended between two looks at its group is not told as resolved.
 * Shape: standings and `ended` hold what has changed; whoever runs it keeps them and the notifications in one transaction.
 * Source: Alertmanager dispatch/dispatch.go, notify/.
 * Next: server/loops/notifications/.
 */
import type { Alert } from "../model/alert.ts";
import type {
  GroupStanding,
  Notification,
  NotificationSettings,
  ReceiverKind,
  Silence,
} from "../model/notification.ts";
import { type AlertGroup, alertGroups, groupId } from "./alertGroups.ts";
import { type FlushTools, flushGroup, type OwedDelivery, owedEnds } from "./flushGroup.ts";
import { type HeldBack, heldBackBy } from "./heldBack.ts";
import { routeTree } from "./routeTree.ts";

export interface DispatchedNotification {
  readonly notification: Notification;
  readonly integrations: readonly { readonly index: number; readonly kind: ReceiverKind }[];
  readonly stateHash: string;
}

/** A firing alert that a receiver is not told about now. */
export interface MutedAlert extends HeldBack {
  readonly fingerprint: string;
  readonly receiver: string;
}

export interface DispatchStep {
  readonly notifications: readonly DispatchedNotification[];
  /** Those that are new or changed. */
  readonly standings: readonly GroupStanding[];
  readonly ended: readonly Pick<GroupStanding, "receiver" | "groupKey">[];
  /** Ids of deliveries that are owed no more. */
  readonly settled: readonly string[];
  /** Reckoned when it is asked for. */
  readonly muted: readonly MutedAlert[];
}

/** Instants ahead of the clock come from a clock that was set back since: nothing waits for them. */
function soundStanding(standing: GroupStanding, { node }: AlertGroup, nowMs: number): GroupStanding {
  const { firstDueMs, flushedMs, toldMs } = standing;
  const latestMs = nowMs + node.groupWaitMs;
  const ahead = (atMs: number | null) => atMs !== null && atMs > nowMs;
  if (firstDueMs <= latestMs && !ahead(flushedMs) && !ahead(toldMs)) return standing;
  return {
    ...standing,
    firstDueMs: Math.min(firstDueMs, latestMs),
    flushedMs: ahead(flushedMs) ? nowMs - node.groupIntervalMs : flushedMs,
    toldMs: ahead(toldMs) ? nowMs : toldMs,
  };
}

const isFiring = ({ state }: Alert) => state === "firing";

/** When the earliest alert has waited for its group, but not before now. */
function beginStanding({ node, groupKey, alerts }: AlertGroup, nowMs: number): GroupStanding {
  const begun = [...alerts.values()].filter(isFiring).map(({ firedMs, activeMs }) => firedMs ?? activeMs);
  const earliestMs = begun.reduce((least, atMs) => Math.min(least, atMs), nowMs);
  const firstDueMs = Math.max(nowMs, earliestMs + node.groupWaitMs);
  const { receiver } = node;
  return { receiver, groupKey, firstDueMs, flushedMs: null, toldMs: null, firing: [], resolved: [] };
}

function isDue({ flushedMs, firstDueMs }: GroupStanding, { node }: AlertGroup, nowMs: number): boolean {
  return flushedMs === null ? nowMs >= firstDueMs : nowMs >= flushedMs + node.groupIntervalMs;
}

/** Whether there is still something to tell of: it fires, or the receiver holds it to fire, or its first look is still to come. */
function isAlive({ firing, flushedMs }: GroupStanding, { alerts }: AlertGroup): boolean {
  if (flushedMs === null || [...alerts.values()].some(isFiring)) return true;
  return firing.some((fingerprint) => alerts.has(fingerprint));
}

interface Step {
  readonly notifications: DispatchedNotification[];
  readonly standings: GroupStanding[];
  readonly ended: Pick<GroupStanding, "receiver" | "groupKey">[];
  readonly settled: string[];
}

/** Of a group that ended with a message that died: as it was left then. */
function endedStanding({ node, groupKey }: AlertGroup, owed: readonly OwedDelivery[]): GroupStanding {
  const toldMs = Math.max(...owed.map(({ createdMs }) => createdMs));
  const told = { firstDueMs: toldMs, flushedMs: toldMs, toldMs, firing: [], resolved: [] };
  return { receiver: node.receiver, groupKey, ...told };
}

function stepGroup(
  step: Step,
  tools: FlushTools,
  group: AlertGroup,
  before: GroupStanding | undefined,
  owed: readonly OwedDelivery[],
): void {
  const fires = [...group.alerts.values()].some(isFiring);
  if (!before && !fires && owedEnds(group, owed).size === 0) step.settled.push(...owed.map(({ id }) => id));
  if (!before && !fires && owed.length === 0) return;
  const begun = before ?? (fires ? beginStanding(group, tools.nowMs) : endedStanding(group, owed));
  let standing = before || !fires ? soundStanding(begun, group, tools.nowMs) : begun;
  if (isDue(standing, group, tools.nowMs)) {
    const { told, settled, after } = flushGroup(tools, group, standing, owed);
    step.notifications.push(...told);
    step.settled.push(...settled);
    standing = after;
  }
  if (!isAlive(standing, group)) {
    if (before) step.ended.push({ receiver: standing.receiver, groupKey: standing.groupKey });
  } else if (standing !== before) step.standings.push(standing);
}

function mutedNow(tools: FlushTools, groups: Iterable<AlertGroup>): MutedAlert[] {
  const muted: MutedAlert[] = [];
  for (const { node, alerts } of groups) {
    for (const alert of alerts.values()) {
      if (!isFiring(alert)) continue;
      const because = tools.mutedBecause(alert, node);
      if (because) muted.push({ fingerprint: alert.fingerprint, receiver: node.receiver, ...because });
    }
  }
  return muted;
}

function toolsOf(
  settings: NotificationSettings,
  silences: readonly Silence[],
  alerts: readonly Alert[],
  nowMs: number,
): FlushTools {
  const integrations = new Map(
    settings.receivers.map((receiver) => [
      receiver.name,
      receiver.integrations
        .map(({ kind, sendResolved }, index) => ({ index, kind, sendResolved }))
        // Forwarded apart from groups: ./forwardedAlerts.ts.
        .filter(({ kind }) => kind !== "alertmanager"),
    ]),
  );
  const mutedBecause = heldBackBy(settings, silences, alerts, nowMs);
  return { nowMs, integrationsOf: (receiver) => integrations.get(receiver) ?? [], mutedBecause };
}

/**
 * Of alerts: those that fire, those that are over but not yet forgotten, and those that pend again though somebody holds them to fire.
 * `owed`: deliveries that died and were not made up for.
 */
export function dispatchStep(
  settings: NotificationSettings,
  silences: readonly Silence[],
  alerts: readonly Alert[],
  standings: readonly GroupStanding[],
  nowMs: number,
  owed: readonly OwedDelivery[] = [],
): DispatchStep {
  const tools = toolsOf(settings, silences, alerts, nowMs);
  const groups = alertGroups(routeTree(settings.route), alerts);
  const before = new Map(standings.map((standing) => [groupId(standing), standing]));
  const step: Step = { notifications: [], standings: [], ended: [], settled: [] };
  const owing = new Map<string, OwedDelivery[]>();
  for (const one of owed) owing.set(groupId(one.notification), [...(owing.get(groupId(one.notification)) ?? []), one]);
  for (const group of groups.values()) {
    stepGroup(step, tools, group, before.get(group.id), owing.get(group.id) ?? []);
  }
  for (const [id, gone] of owing) if (!groups.has(id)) step.settled.push(...gone.map((one) => one.id));
  for (const [id, { receiver, groupKey }] of before) if (!groups.has(id)) step.ended.push({ receiver, groupKey });
  return {
    ...step,
    get muted() {
      return mutedNow(tools, groups.values());
    },
  };
}
