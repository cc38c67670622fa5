/**
 * Which pages of a browser may speak to the console. On loopback the Host must be a name of this machine, so that a foreign name
 * that resolves here (DNS rebinding) gets nothing; and an Origin, when there is one, must be the console's own.
 * Source: OWASP ASVS 5.0, 3.5; the loopback rule of DESIGN §5.
 */
import { type HeaderBag, isLoopback } from "./access.ts";

const text = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === "string" ? value : value?.[0];

function hostName(host: string): string | null {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return null;
  }
}

/** A sentence when the request must be refused, else null. `listening` is the host that the door is bound to. */
export function refuseOrigin(headers: HeaderBag, listening: string): string | null {
  const host = text(headers.host) ?? "";
  const name = hostName(host);
  if (isLoopback(listening) && (name === null || !isLoopback(name))) {
    return `This console answers only to names of its own machine, such as localhost, not to "${host}".`;
  }
  const origin = text(headers.origin);
  if (origin === undefined) return null;
  try {
    if (new URL(origin).host === new URL(`http://${host}`).host) return null;
    if (new URL(origin).host === new URL(`https://${host}`).host) return null;
  } catch {
    // Fall through: "null" and other words are nobody's origin.
  }
  return `Pages of ${origin} may not speak to this console.`;
}
