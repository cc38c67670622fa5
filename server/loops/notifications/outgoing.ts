/**
 * A notification with what shows its alerts: what was kept when they fired, and a picture. Whatever of it is missing, fails or takes
 * too long is left out; the message goes out all the same.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { MessagePicture, OutgoingMessage } from "../../delivery/deliver.ts";
import { picturePath } from "../../delivery/picturePath.ts";
import type { Notification, NotifiedAlert } from "../../model/notification.ts";
import type { AlertEvidence, AlertStore } from "../../store/alertStore.ts";

export interface OutgoingSources {
  readonly store: Pick<AlertStore, "readEpisodes">;
  /** Asks for the alert's chart. */
  readonly picture: (fingerprint: string, atMs: number) => Promise<MessagePicture | null>;
  /** Makes a picture's path one that opens without a token. */
  readonly signPath: (path: string) => Promise<string>;
  readonly tenant: number;
  readonly now: () => number;
}

/** Of so many alerts the evidence is told; the others are named. */
const MOST_SHOWN = 10;
const PATIENCE_MS = 10_000;

/** Null when it fails or takes too long. */
async function inTime<T>(work: () => Promise<T>): Promise<T | null> {
  const end = new AbortController();
  const late = delay(PATIENCE_MS, null, { signal: end.signal }).catch(() => null);
  try {
    return await Promise.race([work(), late]);
  } catch {
    return null;
  } finally {
    end.abort();
  }
}

type EvidenceSources = Pick<OutgoingSources, "store" | "tenant" | "now">;

/** What is kept of an alert; null when there is nothing, it cannot be read, or it takes too long. */
export const evidenceInTime = (sources: EvidenceSources, alert: NotifiedAlert): Promise<AlertEvidence | null> =>
  inTime(() => evidenceOf(sources, alert));

async function evidenceOf(
  { store, tenant, now }: EvidenceSources,
  { fingerprint, startsMs }: NotifiedAlert,
): Promise<AlertEvidence | null> {
  const window = { startMs: Math.max(0, Math.floor(startsMs)), endMs: Math.max(now(), startsMs) + 1 };
  const { episodes } = await store.readEpisodes({ tenant, fingerprint, window, limit: 1 });
  return episodes[0]?.evidence ?? null;
}

/** For those who follow a link: nothing is asked for and drawn before somebody does. */
function linked({ fingerprint, labels }: NotifiedAlert, atMs: number): MessagePicture {
  const png = async () => Promise.reject(new Error("A link is not drawn."));
  return { words: `The chart of ${labels.alertname ?? "the alert"}`, path: picturePath(fingerprint, atMs), png };
}

/** `atMs`: when it was written, the same at every attempt. `isCarried`: the message brings the picture itself. */
export async function outgoing(
  notification: Notification,
  sources: OutgoingSources,
  { atMs, isCarried }: { readonly atMs: number; readonly isCarried: boolean },
): Promise<OutgoingMessage> {
  const firing = notification.alerts.filter(({ status }) => status === "firing").slice(0, MOST_SHOWN);
  const [first] = firing;
  const [found, picture] = await Promise.all([
    Promise.all(firing.map((alert) => evidenceInTime(sources, alert))),
    first && isCarried ? inTime(() => sources.picture(first.fingerprint, atMs)) : null,
  ]);
  const evidence = new Map<string, AlertEvidence>();
  for (const [at, { fingerprint }] of firing.entries()) {
    const kept = found[at];
    if (kept) evidence.set(fingerprint, kept);
  }
  const shown = picture ?? (first ? linked(first, atMs) : null);
  const path = shown && (await inTime(() => sources.signPath(shown.path)));
  return { notification, evidence, picture: shown && { ...shown, path: path ?? shown.path } };
}
