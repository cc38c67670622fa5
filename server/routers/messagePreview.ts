/** How a receiver's words would read: on the last message that was really told, to this receiver if there is one, else to any, else on a test. */

import type { OutgoingMessage } from "../delivery/deliver.ts";
import { emailMessage } from "../delivery/emailMessage.ts";
import { writtenWords } from "../delivery/writtenWords.ts";
import type { LoggedDelivery, MessageTemplates } from "../model/notification.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import type { TrpcContext } from "../trpc.ts";
import { testMessage } from "./testReceiver.ts";

export interface MessagePreview {
  readonly title: string;
  readonly text: string;
  readonly problems: readonly string[];
  /** Whose message of when it is; null: nothing was told yet, and it is a test. */
  readonly of: { readonly receiver: string; readonly atMs: number } | null;
}

const LOOK_BACK_MS = 30 * 86_400_000;
/** Of so many alerts the evidence is read. */
const MOST_SHOWN = 10;

async function lastTold({ store, tenant }: TrpcContext, receiver: string): Promise<LoggedDelivery | null> {
  const endMs = Date.now() + 1;
  const query = { tenant, window: { startMs: endMs - LOOK_BACK_MS, endMs }, limit: 1 };
  const own = receiver === "" ? [] : (await store.readDeliveries({ ...query, receiver })).deliveries;
  return own[0] ?? (await store.readDeliveries(query)).deliveries[0] ?? null;
}

async function outgoingOf({ store, tenant }: TrpcContext, told: LoggedDelivery): Promise<OutgoingMessage> {
  const firing = told.notification.alerts.filter(({ status }) => status === "firing").slice(0, MOST_SHOWN);
  const found = await Promise.all(
    firing.map(async ({ fingerprint, startsMs }) => {
      const window = { startMs: Math.max(0, Math.floor(startsMs)), endMs: Date.now() + 1 };
      const { episodes } = await store.readEpisodes({ tenant, fingerprint, window, limit: 1 });
      return [fingerprint, episodes[0]?.evidence ?? null] as const;
    }),
  );
  const evidence = new Map<string, AlertEvidence>();
  for (const [fingerprint, kept] of found) if (kept) evidence.set(fingerprint, kept);
  return { notification: told.notification, evidence, picture: null };
}

export async function messagePreview(
  ctx: TrpcContext,
  receiver: string,
  message: MessageTemplates,
): Promise<MessagePreview> {
  const nowMs = Date.now();
  const told = await lastTold(ctx, receiver);
  const outgoing = told ? await outgoingOf(ctx, told) : testMessage(receiver, nowMs);
  const { consoleUrl } = ctx.notify;
  const { problems, ...words } = writtenWords(outgoing, message, consoleUrl, nowMs);
  const { subject, text } = emailMessage({ ...outgoing, words }, consoleUrl, false);
  const of = told && { receiver: told.receiver, atMs: told.createdMs };
  return { title: subject, text: words.text ?? text.slice(subject.length).trim(), problems, of };
}
