/**
 * Receivers as people write them. A secret that is left out stays as it is saved, since the console never has it to send back.
 * Errors: INVALID with what to mend.
 */
import { z } from "zod";
import { messageForm } from "../db/notificationBody.ts";
import { templateProblems } from "../delivery/writtenWords.ts";
import { DomainError } from "../errors.ts";
import {
  isSealed,
  type MessageTemplates,
  type NotificationSettings,
  type Receiver,
  type ReceiverIntegration,
} from "../model/notification.ts";
import { PAGERDUTY_URL } from "../routing/configReceivers.ts";

const secret = z.string().trim().max(4_096).nullish();
const address = z.string().trim().max(320);

/** Fields of every kind; each kind takes its own. */
export const integrationDraft = z.object({
  kind: z.enum(["webhook", "slack", "teams", "pagerduty", "email", "alertmanager"]),
  sendResolved: z.boolean().default(true),
  url: secret,
  maxAlerts: z.number().int("A whole number.").nonnegative("Not negative.").max(100_000).default(0),
  signingSecret: secret,
  routingKey: secret,
  to: z.array(address).max(100, "At most 100 addresses.").default([]),
  from: address.default(""),
  server: z.string().trim().max(1_024).default(""),
  username: z.string().max(320).nullish(),
  password: secret,
  /** The saved integration that this one was, for secrets that are left out. */
  was: z.object({ receiver: z.string().max(200), integration: z.number().int().nonnegative().max(1_000) }).optional(),
});
export type IntegrationDraft = z.infer<typeof integrationDraft>;

export const receiverDraft = z.object({
  name: z.string().trim().min(1, "A receiver needs a name.").max(200, "A name has at most 200 characters."),
  integrations: z.array(integrationDraft).max(50, "A receiver has at most 50 ways."),
  /** Left out: as it is saved. Empty texts: the product's own words. */
  message: messageForm.optional(),
});

const invalid = (words: string) => new DomainError("INVALID", words);

function standing(draft: IntegrationDraft, settings: NotificationSettings): ReceiverIntegration | null {
  if (!draft.was) return null;
  const { receiver, integration } = draft.was;
  const found = settings.receivers.find(({ name }) => name === receiver)?.integrations[integration];
  return found?.kind === draft.kind ? found : null;
}

/** What was written; what is saved when nothing was; null when it was emptied or there is none. */
function kept(written: string | null | undefined, saved: string | null | undefined): string | null {
  // A secret that cannot be read is typed again.
  if (written === undefined) return saved === undefined || isSealed(saved) ? null : saved;
  return written === "" ? null : written;
}

function webUrl(url: string | null, what: string): string {
  if (url === null) throw invalid(`${what} needs an address.`);
  if (!/^https?:\/\/[^\s/]+/i.test(url) || !URL.canParse(url)) {
    throw invalid(`The address of ${what} is no URL; write one that begins with https://.`);
  }
  return url;
}

function mailServer(server: string): string {
  if (/^smtps?:\/\/[^\s/]+\/?$/i.test(server) && URL.canParse(server) && new URL(server).username === "") return server;
  throw invalid("The mail server needs the form smtp://host:587 or smtps://host:465.");
}

/** Throws INVALID. */
function signingSecretOf(text: string | null): string | null {
  if (text === null) return null;
  const key = /^(?:whsec_)?([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1] ?? "";
  const bytes = Buffer.from(key, "base64").length;
  if (bytes >= 24 && bytes <= 64) return text;
  throw invalid("A signing secret is whsec_ and 24 to 64 random bytes in base64.");
}

const MAIL_ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+$/;

function emailOf(
  draft: IntegrationDraft,
  saved: Extract<ReceiverIntegration, { kind: "email" }> | null,
): ReceiverIntegration {
  const { sendResolved, to, from } = draft;
  if (to.length === 0) throw invalid("E-mail needs somebody to go to.");
  for (const one of [...to, from]) if (!MAIL_ADDRESS.test(one)) throw invalid(`"${one}" is no e-mail address.`);
  const username = kept(draft.username, saved?.username);
  // A password goes to the server that it was saved for, or is typed again.
  const server = mailServer(draft.server);
  const isSame = saved?.server === server && saved.username === username;
  const password = username === null ? null : kept(draft.password, isSame ? saved.password : null);
  return { kind: "email", sendResolved, to, from, server, username, password };
}

export function integrationOf(draft: IntegrationDraft, settings: NotificationSettings): ReceiverIntegration {
  const saved = standing(draft, settings);
  const { sendResolved, maxAlerts } = draft;
  switch (draft.kind) {
    case "webhook": {
      const was = saved?.kind === "webhook" ? saved : null;
      const url = webUrl(kept(draft.url, was?.url), "the webhook");
      const signingSecret = signingSecretOf(kept(draft.signingSecret, was?.signingSecret));
      return { kind: "webhook", sendResolved, url, maxAlerts, signingSecret };
    }
    case "slack":
    case "teams": {
      const was = saved?.kind === "slack" || saved?.kind === "teams" ? saved.url : null;
      return { kind: draft.kind, sendResolved, url: webUrl(kept(draft.url, was), "the channel's webhook") };
    }
    case "pagerduty": {
      const was = saved?.kind === "pagerduty" ? saved : null;
      const url = webUrl(kept(draft.url, was?.url) ?? PAGERDUTY_URL, "PagerDuty");
      const routingKey = kept(draft.routingKey, was?.url === url ? was.routingKey : null);
      if (routingKey === null) throw invalid("PagerDuty needs an integration key (routing key).");
      return { kind: "pagerduty", sendResolved, url, routingKey };
    }
    case "alertmanager": {
      const was = saved?.kind === "alertmanager" ? saved.url : null;
      return { kind: "alertmanager", sendResolved, url: webUrl(kept(draft.url, was), "the Alertmanager") };
    }
    case "email":
      return emailOf(draft, saved?.kind === "email" ? saved : null);
  }
}

function messageOf(message: MessageTemplates | undefined): MessageTemplates | undefined {
  if (!message || (message.title.trim() === "" && message.text.trim() === "")) return undefined;
  const [problem] = templateProblems(message);
  if (problem !== undefined) throw invalid(problem);
  return message;
}

/** `was`: the name of the one that it replaces. */
export function receiverOf(
  { name, integrations, message: written }: z.infer<typeof receiverDraft>,
  settings: NotificationSettings,
  was?: string,
): Receiver {
  const saved = settings.receivers.find((one) => one.name === was)?.message;
  const message = written === undefined ? saved : messageOf(written);
  return { name, integrations: integrations.map((one) => integrationOf(one, settings)), ...(message && { message }) };
}
