/**
 * The secrets within stored notification settings: sealed on the way in, opened on the way out. What no key opens stays sealed, so that
 * it comes to light when the key comes back; readers know it by its form (`isSealed`). A body of any form goes through.
 */
import { isSealed } from "../model/notification.ts";
import type { SecretBox } from "./secretBox.ts";

/** Addresses too: those of webhooks and channels are all that one needs to write there. */
const SECRETS = ["url", "signingSecret", "routingKey", "password"] as const;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `purpose` names the field, and holds for every kind of way: channels change their kind and keep their address. */
type Change = (text: string, purpose: string) => string;

function changedWay(way: unknown, change: Change): unknown {
  if (!isMap(way)) return way;
  const secrets = SECRETS.flatMap((field) => {
    const text = way[field];
    return typeof text === "string" && text !== "" ? [[field, change(text, `receiver ${field}`)] as const] : [];
  });
  return { ...way, ...Object.fromEntries(secrets) };
}

function changed(body: unknown, change: Change): unknown {
  if (!isMap(body) || !Array.isArray(body.receivers)) return body;
  const receivers = body.receivers.map((receiver: unknown) => {
    if (!isMap(receiver) || !Array.isArray(receiver.integrations)) return receiver;
    return { ...receiver, integrations: receiver.integrations.map((way: unknown) => changedWay(way, change)) };
  });
  return { ...body, receivers };
}

/** What is sealed stays so: it could not be opened when it was read. */
export const sealReceivers = (body: unknown, box: SecretBox): unknown =>
  changed(body, (text, purpose) => (isSealed(text) ? text : box.seal(text, purpose)));

export const openReceivers = (body: unknown, box: SecretBox): unknown =>
  changed(body, (text, purpose) => box.open(text, purpose) ?? text);

/** As sealReceivers, and what another key sealed is sealed by the one of now. The same object when nothing is to be changed. */
export function resealReceivers(body: unknown, box: SecretBox): unknown {
  let isOther = false;
  const resealed = changed(body, (text, purpose) => {
    if (box.isCurrent(text, purpose)) return text;
    const opened = isSealed(text) ? box.open(text, purpose) : text;
    if (opened === null) return text;
    isOther = true;
    return box.seal(opened, purpose);
  });
  return isOther ? resealed : body;
}
