/**
 * One attempt to deliver one message to one integration. Nothing goes to an address that is not public unless the operator allowed it,
 * whatever the kind.
 * Errors: never throws; whatever goes wrong is an Outcome whose words name no secret. A message that cannot be put into its form (texts
 * of others, evidence that is not as it should be) goes out plain.
 */
import {
  lostSecrets,
  type MessageTemplates,
  type Notification,
  type NotifiedAlert,
  type ReceiverIntegration,
} from "../model/notification.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import type { Resolve } from "./addressGuard.ts";
import { alertmanagerBody, alertmanagerUrl } from "./alertmanagerBody.ts";
import { postJson } from "./httpPost.ts";
import type { Outcome } from "./outcome.ts";
import { pagerdutyBody } from "./pagerdutyBody.ts";
import { slackBody } from "./slackBody.ts";
import { sendEmail } from "./smtpSend.ts";
import { signatureHeaders } from "./standardWebhooks.ts";
import { teamsBody } from "./teamsBody.ts";
import { webhookBody } from "./webhookBody.ts";
import { writtenWords } from "./writtenWords.ts";

/** What is sent, the same for every integration of a receiver. */
export interface OutgoingMessage {
  readonly notification: Notification;
  /** What is kept of an alert, by its fingerprint. */
  readonly evidence: ReadonlyMap<NotifiedAlert["fingerprint"], AlertEvidence>;
  /** A chart of the first firing alert; null when there is none. */
  readonly picture: MessagePicture | null;
  /** Of alerts that are forwarded one by one: path and query of each one's chart. */
  readonly picturePaths?: ReadonlyMap<NotifiedAlert["fingerprint"], string>;
  /** As its receiver words it; null parts as the product does. */
  readonly words?: { readonly title: string | null; readonly text: string | null };
  /** E-mail goes to these alone: the others have it. */
  readonly only?: readonly string[];
}
export interface MessagePicture {
  /** Drawn when it is asked for: only mail carries it, the rest links it. */
  readonly png: () => Promise<Uint8Array>;
  /** What it shows, in words. */
  readonly words: string;
  /** Path and query of the picture in the console. */
  readonly path: string;
}

export interface DeliveryOptions {
  /** Links begin so. */
  readonly consoleUrl: string;
  /** Networks (CIDR) that may be reached though they are not public. */
  readonly allow: readonly string[];
  /** The same for every attempt of one delivery: receivers know repeats by it. */
  readonly deliveryId: string;
  readonly nowMs: number;
  readonly timeoutMs?: number;
  /** Of the receiver. */
  readonly templates?: MessageTemplates | undefined;
  /** For tests: how names become addresses, and authorities to trust beside those of the system. */
  readonly resolve?: Resolve;
  readonly authorities?: string;
}

const TIMEOUT_MS = 15_000;

interface Posted {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type WebIntegration = Exclude<ReceiverIntegration, { kind: "email" }>;

function postOf(to: WebIntegration, message: OutgoingMessage, options: DeliveryOptions): Posted {
  const { consoleUrl, deliveryId, nowMs } = options;
  switch (to.kind) {
    case "webhook": {
      const body = webhookBody(message, consoleUrl, to.maxAlerts);
      const headers = to.signingSecret === null ? {} : signatureHeaders(to.signingSecret, deliveryId, nowMs, body);
      return { url: to.url, body, headers };
    }
    case "slack":
      return { url: to.url, body: slackBody(message, consoleUrl) };
    case "teams":
      return { url: to.url, body: teamsBody(message, consoleUrl) };
    case "pagerduty":
      return { url: to.url, body: pagerdutyBody(message, consoleUrl, to.routingKey) };
    case "alertmanager":
      return { url: alertmanagerUrl(to.url), body: alertmanagerBody(message, consoleUrl, nowMs) };
  }
}

const LOST_SECRET =
  "Its address or secret is encrypted with a key that is not here any more (secret-key in the data directory, or CHRONOSCOPE_SECRET_KEY). Bring the key back, or type it again.";

/** The ends of alerts only for those who want to hear of them; null when nothing is left. */
function heardBy(to: ReceiverIntegration, message: OutgoingMessage): OutgoingMessage | null {
  if (to.sendResolved) return message;
  const alerts = message.notification.alerts.filter(({ status }) => status === "firing");
  return alerts.length === 0 ? null : { ...message, notification: { ...message.notification, alerts } };
}

/** Without anything that others wrote but the names. */
function plain({ notification }: OutgoingMessage): OutgoingMessage {
  const alerts = notification.alerts.map((alert) => {
    const summary = "The texts of this alert could not be written. Open it for all of it.";
    return { ...alert, annotations: { summary } };
  });
  return { notification: { ...notification, alerts }, evidence: new Map(), picture: null };
}

async function attempt(to: ReceiverIntegration, message: OutgoingMessage, options: DeliveryOptions): Promise<Outcome> {
  const { timeoutMs = TIMEOUT_MS } = options;
  if (to.kind === "email") return await sendEmail(to, message, { ...options, timeoutMs });
  const posted = postOf(to, message, options);
  const { allow, nowMs, resolve, authorities } = options;
  return await postJson({ ...posted, allow, nowMs, timeoutMs, resolve, authorities });
}

/** These take the data and word it themselves. */
const takesData = ({ kind }: ReceiverIntegration) => kind === "webhook" || kind === "alertmanager";

/** In the receiver's words where it has some; what is wrong with them stands in the log of what was sent. */
async function attemptWritten(
  to: ReceiverIntegration,
  message: OutgoingMessage,
  options: DeliveryOptions,
): Promise<Outcome> {
  const { templates, consoleUrl, nowMs } = options;
  if (!templates || takesData(to)) return await attempt(to, message, options);
  const { problems, ...words } = writtenWords(message, templates, consoleUrl, nowMs);
  const outcome = await attempt(to, { ...message, words }, options);
  if (outcome.kind !== "sent" || problems.length === 0) return outcome;
  return { ...outcome, note: [...(outcome.note === undefined ? [] : [outcome.note]), ...problems].join(" ") };
}

export async function deliver(
  to: ReceiverIntegration,
  message: OutgoingMessage,
  options: DeliveryOptions,
): Promise<Outcome> {
  if (lostSecrets(to).length > 0) return { kind: "dead", why: LOST_SECRET };
  const heard = heardBy(to, message);
  if (!heard) return { kind: "sent" };
  try {
    return await attemptWritten(to, heard, options);
  } catch {
    try {
      return await attempt(to, plain(heard), options);
    } catch (error) {
      const words = error instanceof Error ? error.name : "something unknown";
      return { kind: "retry", afterMs: null, why: `The message could not be written (${words}).` };
    }
  }
}
