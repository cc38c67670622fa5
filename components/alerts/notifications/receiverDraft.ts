/**
 * A receiver while it is written. A secret is never shown again: what is not typed anew stays as it was saved, what is typed and emptied is
 * taken away. Pure.
 */
import { type MessageTemplates, RECEIVER_KINDS, type ReceiverKind } from "../../../server/model/notification.ts";
import type { IntegrationRow, ReceiverRow } from "./useNotifications.ts";

export const SECRETS = ["url", "signingSecret", "routingKey", "password"] as const;
export type Secret = (typeof SECRETS)[number];

export interface WayDraft {
  readonly kind: ReceiverKind;
  readonly sendResolved: boolean;
  /** Undefined: not touched, so that what is saved stays. */
  readonly secrets: Readonly<Partial<Record<Secret, string>>>;
  /** Of PagerDuty and Alertmanager, where an address is no secret. */
  readonly url: string;
  readonly maxAlerts: string;
  readonly to: string;
  readonly from: string;
  readonly server: string;
  readonly username: string;
  /** Which secrets are saved. */
  readonly set: readonly string[];
  readonly was: { readonly receiver: string; readonly integration: number } | null;
}
export interface ReceiverDraft {
  readonly name: string;
  readonly ways: readonly WayDraft[];
  /** Templates; all empty: the product's own words. */
  readonly message: MessageTemplates;
}

export const NO_WORDS: MessageTemplates = { title: "", text: "", definitions: "" };
export const EMPTY_WAY: WayDraft = {
  kind: "webhook",
  sendResolved: true,
  secrets: {},
  url: "",
  maxAlerts: "0",
  to: "",
  from: "",
  server: "",
  username: "",
  set: [],
  was: null,
};

/** Whose address is told openly. */
export const hasOpenUrl = (kind: ReceiverKind) => kind === "pagerduty" || kind === "alertmanager";

export function wayOf(way: IntegrationRow, receiver: string, integration: number): WayDraft {
  const { kind, sendResolved, url, maxAlerts, to, from, server, username, secretsSet, secretsLost } = way;
  return {
    kind,
    sendResolved,
    secrets: {},
    url: url ?? "",
    maxAlerts: String(maxAlerts ?? 0),
    to: to?.join(", ") ?? "",
    from: from ?? "",
    server: server ?? "",
    username: username ?? "",
    set: secretsSet.filter((name) => !secretsLost.includes(name)),
    was: { receiver, integration },
  };
}

export const draftOfReceiver = ({ name, integrations, message }: ReceiverRow): ReceiverDraft => ({
  name,
  ways: integrations.map((way, i) => wayOf(way, name, i)),
  message: message ?? NO_WORDS,
});

/** As the server takes it. */
export function integrationOf({ kind, sendResolved, secrets, was, ...way }: WayDraft) {
  const { url, signingSecret, routingKey, password } = secrets;
  return {
    kind,
    sendResolved,
    url: hasOpenUrl(kind) ? way.url : url,
    maxAlerts: Math.max(0, Math.round(Number(way.maxAlerts) || 0)),
    signingSecret,
    routingKey,
    to: way.to
      .split(/[,;\s]+/)
      .map((one) => one.trim())
      .filter(Boolean),
    from: way.from,
    server: way.server,
    username: way.username,
    password,
    ...(was && { was: { ...was } }),
  };
}

export const receiverOf = ({ name, ways, message }: ReceiverDraft) => ({
  name: name.trim(),
  integrations: ways.map(integrationOf),
  message: { ...message },
});

export const isKind = (text: string): ReceiverKind => RECEIVER_KINDS.find((kind) => kind === text) ?? "webhook";
