/**
 * Hands one e-mail to a mail server, whose address is guarded as that of a webhook. A password is never sent over a connection that is
 * not encrypted, unless the server is on this machine. Repeats carry one Message-ID, so that mail programs show them once.
 * Errors: none thrown; 4xx answers and troubles of the network may pass, 5xx do not.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { isIP } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { ReceiverIntegration } from "../model/notification.ts";
import { guardAddress } from "./addressGuard.ts";
import type { DeliveryOptions, OutgoingMessage } from "./deliver.ts";
import { emailMessage, PICTURE_ID } from "./emailMessage.ts";
import type { Outcome } from "./outcome.ts";

export type EmailIntegration = Extract<ReceiverIntegration, { kind: "email" }>;

interface SmtpTrouble {
  readonly code: string;
  readonly status: number;
}

function troubleOf(error: unknown): SmtpTrouble {
  if (typeof error !== "object" || error === null) return { code: "", status: 0 };
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const status = "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : 0;
  return { code, status };
}

function outcomeOf(error: unknown, server: string): Outcome {
  const { code, status } = troubleOf(error);
  if (code === "EAUTH") return { kind: "dead", why: `${server} did not take the user name and password.` };
  if (status >= 500) return { kind: "dead", why: `${server} answered ${status}: it does not take this e-mail.` };
  if (status >= 400) return { kind: "retry", afterMs: null, why: `${server} answered ${status}: not now.` };
  const words: Readonly<Record<string, string>> = {
    ETIMEDOUT: "did not answer in time",
    ETLS: "offers no encryption that can be trusted",
    ECONNECTION: "closed the connection",
  };
  return { kind: "retry", afterMs: null, why: `${server} ${words[code] ?? "could not be spoken to"}.` };
}

/** What a server says of addresses once it took the e-mail for at least one of them. */
interface Handed {
  readonly accepted: readonly unknown[];
  readonly rejectedErrors?: readonly { readonly recipient?: string; readonly responseCode?: number }[];
}

/** Those who refused are tried again while one of them may take it another time; those who took it never. */
function outcomeFor({ accepted, rejectedErrors = [] }: Handed, server: string): Outcome {
  if (rejectedErrors.length === 0) return { kind: "sent" };
  const refused = rejectedErrors.map(({ recipient = "" }) => recipient);
  const whom = rejectedErrors.map(({ recipient, responseCode }) => `${recipient} (${responseCode ?? "no answer"})`);
  const words = `${server} refused ${whom.join(", ")} and took it for ${accepted.map(String).join(", ")}.`;
  const passes = rejectedErrors.some(({ responseCode = 0 }) => responseCode < 500);
  if (!passes) return { kind: "sent", refused, note: words };
  return { kind: "retry", afterMs: null, refused, why: `${words} It is tried again for whom it refused alone.` };
}

/** Of an attempt that went to these alone: whatever becomes of it, the others have the e-mail. */
function outcomeOfRest(outcome: Outcome, only: readonly string[] | undefined): Outcome {
  if (!only || outcome.kind === "sent") return outcome;
  if (outcome.kind === "retry") return { ...outcome, refused: outcome.refused ?? only };
  return { kind: "sent", refused: only, note: `${outcome.why} ${only.join(", ")} did not get it; the others did.` };
}

interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** `smtp://host:587`; the scheme is none that URL knows ports of. */
function serverOf(text: string): MailServer | null {
  if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const { protocol, hostname, port } = new URL(text);
  const isTls = protocol === "smtps:";
  return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port) || (isTls ? 465 : 25), isTls };
}

/** Null when there is none, or it cannot be drawn: the e-mail goes out all the same. */
async function drawn({ picture }: OutgoingMessage): Promise<Uint8Array | null> {
  return picture === null ? null : await picture.png().catch(() => null);
}

function envelope(
  to: EmailIntegration,
  message: OutgoingMessage,
  png: Uint8Array | null,
  { deliveryId, consoleUrl, nowMs }: DeliveryOptions,
) {
  const mail = emailMessage(message, consoleUrl, png !== null);
  const host = URL.canParse(consoleUrl) ? new URL(consoleUrl).hostname : "chronoscope";
  const group = createHash("sha256").update(message.notification.groupKey).digest("hex").slice(0, 32);
  return {
    from: to.from,
    to: message.only ? [...message.only] : [...to.to],
    ...mail,
    date: new Date(nowMs),
    messageId: `<${deliveryId.replace(/[^\w.-]/g, "")}@${host}>`,
    references: [`<${group}@${host}>`],
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    attachments: png
      ? [{ filename: "chart.png", content: Buffer.from(png), contentType: "image/png", cid: PICTURE_ID }]
      : [],
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

const isLoopback = (address: string) => address === "::1" || address.startsWith("127.");

function transportOf(to: EmailIntegration, address: string, server: MailServer, timeoutMs: number) {
  return {
    host: address,
    port: server.port,
    secure: server.isTls,
    requireTLS: to.password !== null && !isLoopback(address),
    tls: isIP(server.host) ? {} : { servername: server.host },
    ...(to.username !== null && { auth: { user: to.username, pass: to.password ?? "" } }),
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface SmtpOptions extends DeliveryOptions {
  readonly timeoutMs: number;
}

async function hand(
  to: EmailIntegration,
  message: OutgoingMessage,
  png: Uint8Array | null,
  server: MailServer,
  options: SmtpOptions,
  ended: Promise<unknown>,
): Promise<Outcome> {
  const guarded = await guardAddress(server.host, options.allow, options.resolve);
  if (guarded.address === null) {
    return guarded.passes ? { kind: "retry", afterMs: null, why: guarded.why } : { kind: "dead", why: guarded.why };
  }
  const { createTransport } = await import("nodemailer");
  const transport = createTransport(transportOf(to, guarded.address, server, options.timeoutMs));
  void ended.then(() => transport.close());
  try {
    const info = await transport.sendMail(envelope(to, message, png, options));
    return outcomeFor(info, `${server.host}:${server.port}`);
  } catch (error) {
    return outcomeOf(error, `${server.host}:${server.port}`);
  }
}

/** `timeoutMs` for all of it. */
export async function sendEmail(
  to: EmailIntegration,
  message: OutgoingMessage,
  options: SmtpOptions,
): Promise<Outcome> {
  const server = serverOf(to.server);
  if (!server) return { kind: "dead", why: "The mail server needs the form smtp://host:587 or smtps://host:465." };
  // Its time is not the mail server's.
  const png = await drawn(message);
  const end = new AbortController();
  const ended = once(end.signal, "abort");
  const why = `${server.host}:${server.port} did not take the e-mail within ${options.timeoutMs / 1_000} s.`;
  const late = delay(options.timeoutMs, { kind: "retry", afterMs: null, why } as const, { signal: end.signal });
  late.catch(() => undefined);
  const handed = Promise.race([hand(to, message, png, server, options, ended), late]);
  return outcomeOfRest(await handed.finally(() => end.abort()), message.only);
}
