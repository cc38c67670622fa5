/**
 * Signs what a webhook gets, so that its receiver knows who sent it and can refuse repeats: HMAC-SHA256 over id, time and body.
 * Units: seconds in the header. Source: standardwebhooks.com specification.
 */
import { createHmac } from "node:crypto";

/** `secret`: base64, with or without `whsec_`. `id` is the same at every attempt. */
export function signatureHeaders(secret: string, id: string, nowMs: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
