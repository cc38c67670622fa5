/** Names the address of an integration without telling it: what was said of an address holds until somebody types another. */
import { createHash } from "node:crypto";
import type { ReceiverIntegration } from "../model/notification.ts";

export function addressOf(one: ReceiverIntegration): string {
  const address =
    one.kind === "email" ? [one.server, ...one.to] : one.kind === "pagerduty" ? [one.url, one.routingKey] : [one.url];
  return createHash("sha256")
    .update(JSON.stringify([one.kind, ...address]))
    .digest("hex");
}
