/** Whether anybody is told, in one sentence: by what is set up, and by what became of the newest messages. Pure. */
import type { Route } from "../../../server/model/notification.ts";
import type { StatusKind } from "../../charts/Status.tsx";
import { formatCountOf } from "../../format/formatNumbers.ts";
import type { IntegrationRow, ReceiverRow } from "./useNotifications.ts";

interface Told {
  readonly receivers: readonly ReceiverRow[];
  readonly route: Route;
  readonly inhibitRules: readonly unknown[];
  readonly timeIntervals: readonly unknown[];
}
export interface SettingsSentence {
  readonly kind: StatusKind;
  readonly sentence: string;
  readonly why: string;
  /** Where to look; null: nothing is to be done. */
  readonly look: "routing" | "deliveries" | null;
}

/** `say`: an instant as it is written here. */
export function settingsSentence(told: Told, say: (unixMs: number) => string): SettingsSentence {
  const { receivers, route } = told;
  const reached = receiversReached(route);
  const reachable = receivers.filter(({ name, integrations }) => reached.has(name) && integrations.length > 0);
  if (receivers.every(({ integrations }) => integrations.length === 0))
    return {
      kind: "unknown",
      sentence: "Nobody is told when an alert fires",
      why: "Add a receiver below: an address of a webhook, a channel, a mailbox. Until then alerts stand here alone.",
      look: null,
    };
  if (reachable.length === 0)
    return {
      kind: "warn",
      sentence: "Receivers are set up, but no route leads to one",
      why: "Every alert goes to a receiver that tells nobody. Choose one in the routing.",
      look: "routing",
    };
  const silent = reachable.filter(({ integrations }) => integrations.every(isSilent));
  const heard = reachable.filter((receiver) => !silent.includes(receiver));
  const ways = reachable.flatMap(({ integrations }) => integrations).filter(({ trouble }) => trouble !== null);
  const lost = reachable
    .flatMap(({ integrations }) => integrations)
    .filter(({ secretsLost }) => secretsLost.length > 0);
  const gone = receivers.flatMap(({ integrations }) => integrations).filter(({ disabled }) => disabled !== null).length;
  const why = [failedWords(ways, say), `${standingWords(told)}.`, goneWords(gone)].filter(Boolean).join(" ");
  const look = ways.length > 0 ? "deliveries" : null;
  if (heard.length === 0) return { kind: "fail", sentence: `Nothing reaches ${namesOf(silent)}`, why, look };
  const isTold = `${namesOf(heard)} ${heard.length === 1 ? "is" : "are"} told when an alert fires`;
  if (silent.length > 0)
    return { kind: "fail", sentence: `${isTold}, but nothing reaches ${namesOf(silent)}`, why, look };
  return { kind: ways.length + lost.length + gone > 0 ? "warn" : "ok", sentence: isTold, why, look };
}

/** Neither takes anything now nor is sent anything. */
const isSilent = ({ trouble, disabled, secretsLost }: IntegrationRow) =>
  trouble !== null || disabled !== null || secretsLost.length > 0;

/** "14 messages failed since 22 Nov 10:05, the last: …" */
function failedWords(ways: readonly IntegrationRow[], say: (unixMs: number) => string): string | null {
  const troubles = ways.flatMap(({ trouble }) => trouble ?? []);
  if (troubles.length === 0) return null;
  const failed = troubles.reduce((sum, trouble) => sum + trouble.failed, 0);
  const sinceMs = Math.min(...troubles.map((trouble) => trouble.sinceMs));
  const last = troubles.find(({ lastError }) => lastError !== null)?.lastError ?? "";
  const all = `${formatCountOf(failed, "message")} failed since ${say(sinceMs)}, and none arrived`;
  return last === "" ? `${all}.` : `${all}: ${last}`;
}

const goneWords = (gone: number) =>
  gone > 0 ? `${formatCountOf(gone, "address", "addresses")} said to be gone, and nothing is sent there.` : null;

function standingWords({ route, inhibitRules, timeIntervals }: Told): string {
  const parts = [
    formatCountOf(routeCount(route), "route"),
    inhibitRules.length > 0 && formatCountOf(inhibitRules.length, "inhibition"),
    timeIntervals.length > 0 && formatCountOf(timeIntervals.length, "named time"),
  ];
  return parts.filter(Boolean).join(", ");
}

function namesOf(receivers: readonly ReceiverRow[]): string {
  const names = receivers.map(({ name }) => name);
  const said = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return said.length < 2 ? (said[0] ?? "") : `${said.slice(0, -1).join(", ")} and ${said.at(-1)}`;
}

/** Names of those that some route sends to. */
export function receiversReached(route: Route, inherited = "default"): Set<string> {
  const receiver = route.receiver ?? inherited;
  return new Set([receiver, ...route.routes.flatMap((child) => [...receiversReached(child, receiver)])]);
}

const routeCount = (route: Route): number => route.routes.reduce((sum, child) => sum + routeCount(child), 1);
