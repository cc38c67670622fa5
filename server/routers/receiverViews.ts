/**
 * Receivers as the console shows them: where each integration goes, and never a secret. Addresses of webhooks hold tokens, so only
 * their host is told.
 */
import { addressOf } from "../delivery/addressOf.ts";
import {
  type DeliveryTrouble,
  isSealed,
  lostSecrets,
  type MessageTemplates,
  type NotificationSettings,
  type Receiver,
  type ReceiverIntegration,
  type ReceiverKind,
  type Route,
} from "../model/notification.ts";

export interface IntegrationView {
  readonly kind: ReceiverKind;
  readonly sendResolved: boolean;
  /** Where it goes, without what is secret: `hooks.slack.com`, `ops@example.com by smtp.example.com:587`. */
  readonly place: string;
  /** What is no secret; null for kinds that have no such field. */
  readonly maxAlerts: number | null;
  readonly to: readonly string[] | null;
  readonly from: string | null;
  readonly server: string | null;
  readonly username: string | null;
  /** Of PagerDuty and Alertmanager. */
  readonly url: string | null;
  /** Names of the secret fields that are set: url, signingSecret, routingKey, password. */
  readonly secretsSet: readonly string[];
  /** Those of them that cannot be read: their key is lost, and nothing is sent until they are typed again. */
  readonly secretsLost: readonly string[];
  /** Set when the receiver said that it is gone: nothing is sent to it until it is enabled again. */
  readonly disabled: { readonly why: string; readonly sinceMs: number } | null;
  /** Set while none of its newest messages arrived. */
  readonly trouble: Pick<DeliveryTrouble, "failed" | "sinceMs" | "lastError" | "arrivedMs"> | null;
}
export interface ReceiverView {
  readonly name: string;
  readonly integrations: readonly IntegrationView[];
  /** Null: the product's own words. */
  readonly message: MessageTemplates | null;
  /** How many routes send to it. */
  readonly routes: number;
}

export interface DisabledAddress {
  readonly address: string;
  readonly why: string;
  readonly sinceMs: number;
}

const NONE = { maxAlerts: null, to: null, from: null, server: null, username: null, url: null };

/** Host and port; the whole text is not worth telling where it is no URL. */
function hostOf(url: string): string {
  if (isSealed(url)) return "an address that cannot be read";
  return URL.canParse(url) ? new URL(url).host : "no address";
}

/** Without who enters, and what stands in the query. */
function shownUrl(url: string): string {
  if (isSealed(url) || !URL.canParse(url)) return "";
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

type Shown = Omit<IntegrationView, "kind" | "sendResolved" | "disabled" | "trouble" | "secretsLost">;

function shownFields(one: ReceiverIntegration): Shown {
  switch (one.kind) {
    case "webhook": {
      const secretsSet = ["url", ...(one.signingSecret === null ? [] : ["signingSecret"])];
      return { ...NONE, place: hostOf(one.url), maxAlerts: one.maxAlerts, secretsSet };
    }
    case "slack":
    case "teams":
      return { ...NONE, place: hostOf(one.url), secretsSet: ["url"] };
    case "pagerduty":
      return { ...NONE, place: hostOf(one.url), url: shownUrl(one.url), secretsSet: ["routingKey"] };
    case "alertmanager":
      return { ...NONE, place: hostOf(one.url), url: shownUrl(one.url), secretsSet: [] };
    case "email": {
      const { to, from, username, password } = one;
      const server = shownServer(one.server);
      const place = `${to.join(", ")} by ${hostOf(one.server)}`;
      return { ...NONE, place, to, from, server, username, secretsSet: password === null ? [] : ["password"] };
    }
  }
}

/** As it is typed, without who enters. */
function shownServer(server: string): string {
  if (!URL.canParse(server)) return "";
  const { protocol, host } = new URL(server);
  return `${protocol}//${host}`;
}

function countRoutes(route: Route, counts: Map<string, number>, inherited = "default"): void {
  const receiver = route.receiver ?? inherited;
  counts.set(receiver, (counts.get(receiver) ?? 0) + 1);
  for (const child of route.routes) countRoutes(child, counts, receiver);
}

/** What is known of ways beside what is saved. */
export interface WaysKnown {
  readonly disabled: readonly DisabledAddress[];
  readonly troubles: readonly DeliveryTrouble[];
}

const troubleOf = ({ failed, sinceMs, lastError, arrivedMs }: DeliveryTrouble) => ({
  failed,
  sinceMs,
  lastError,
  arrivedMs,
});

function receiverView(
  { name, integrations, message }: Receiver,
  routes: number,
  { disabled, troubles }: WaysKnown,
): ReceiverView {
  const views = integrations.map((one, place) => {
    const { kind, sendResolved } = one;
    const gone = disabled.find(({ address }) => address === addressOf(one));
    const off = gone ? { why: gone.why, sinceMs: gone.sinceMs } : null;
    const found = troubles.find((each) => each.receiver === name && each.integration === place && each.kind === kind);
    const trouble = found ? troubleOf(found) : null;
    return { kind, sendResolved, ...shownFields(one), secretsLost: lostSecrets(one), disabled: off, trouble };
  });
  return { name, routes, integrations: views, message: message ?? null };
}

export function receiverViews({ receivers, route }: NotificationSettings, known: WaysKnown): ReceiverView[] {
  const counts = new Map<string, number>();
  countRoutes(route, counts);
  return receivers.map((receiver) => receiverView(receiver, counts.get(receiver.name) ?? 0, known));
}
