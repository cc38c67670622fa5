/**
 * One attempt to deliver one message to one integration. Nothing goes to an address that is not public unless the operator allowed it,
 * whatever the kind.
 * Errors: never throws; whatever goes wrong is an Outcome whose words name no secret.
 */
import type { Notification, NotifiedAlert, ReceiverIntegration } from "../model/notification.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import type { Outcome } from "./outcome.ts";

/** What is sent, the same for every integration of a receiver. */
export interface OutgoingMessage {
  readonly notification: Notification;
  /** What is kept of an alert, by its fingerprint. */
  readonly evidence: ReadonlyMap<NotifiedAlert["fingerprint"], AlertEvidence>;
  /** A chart of the first firing alert; null when there is none. */
  readonly picture: MessagePicture | null;
}
export interface MessagePicture {
  readonly png: Uint8Array;
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
}

export async function deliver(
  _integration: ReceiverIntegration,
  _message: OutgoingMessage,
  _options: DeliveryOptions,
): Promise<Outcome> {
  return { kind: "dead", why: "Not yet." };
}
