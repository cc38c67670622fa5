/** Whether anybody is told, in one sentence. Pure. */
import type { Route } from "../../../server/model/notification.ts";
import type { StatusKind } from "../../charts/Status.tsx";
import { formatCountOf } from "../../format/formatNumbers.ts";
import type { ReceiverRow } from "./useNotifications.ts";

interface Told {
  readonly receivers: readonly ReceiverRow[];
  readonly route: Route;
  readonly inhibitRules: readonly unknown[];
  readonly timeIntervals: readonly unknown[];
}

export function settingsSentence({ receivers, route, inhibitRules, timeIntervals }: Told): {
  readonly kind: StatusKind;
  readonly sentence: string;
  readonly why: string;
} {
  const ways = receivers.flatMap(({ integrations }) => integrations);
  const gone = ways.filter(({ disabled }) => disabled !== null).length;
  const reached = receiversReached(route);
  const reachable = receivers.filter(({ name, integrations }) => reached.has(name) && integrations.length > 0);
  const parts = [
    formatCountOf(routeCount(route), "route"),
    inhibitRules.length > 0 && formatCountOf(inhibitRules.length, "inhibition"),
    timeIntervals.length > 0 && formatCountOf(timeIntervals.length, "named time"),
  ].filter(Boolean);
  if (ways.length === 0)
    return {
      kind: "unknown",
      sentence: "Nobody is told when an alert fires",
      why: "Add a receiver below: an address of a webhook, a channel, a mailbox. Until then alerts stand here alone.",
    };
  if (reachable.length === 0)
    return {
      kind: "warn",
      sentence: "Receivers are set up, but no route leads to one",
      why: "Every alert goes to a receiver that tells nobody. Choose one in the routing.",
    };
  return {
    kind: gone > 0 ? "warn" : "ok",
    sentence: `${reachable
      .map(({ name }) => name)
      .slice(0, 3)
      .join(
        ", ",
      )}${reachable.length > 3 ? ` and ${reachable.length - 3} more` : ""} ${reachable.length === 1 ? "is" : "are"} told when an alert fires`,
    why: `${parts.join(", ")}.${gone > 0 ? ` ${formatCountOf(gone, "address", "addresses")} said to be gone, and nothing is sent there.` : ""}`,
  };
}

/** Names of those that some route sends to. */
export function receiversReached(route: Route, inherited = "default"): Set<string> {
  const receiver = route.receiver ?? inherited;
  return new Set([receiver, ...route.routes.flatMap((child) => [...receiversReached(child, receiver)])]);
}

const routeCount = (route: Route): number => route.routes.reduce((sum, child) => sum + routeCount(child), 1);
