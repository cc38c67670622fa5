/**
 * What nobody needs any more: deliveries older than the history, and silences that ended a month ago. Those are deleted as people
 * delete them, so that the past keeps them; otherwise every second would read all that there ever were.
 */
import type { ControlPlane } from "../../db/controlPlane.ts";
import { readSilence } from "../../db/notificationBody.ts";
import type { NotificationStore } from "../../store/notificationStore.ts";

export interface ForgetOptions {
  readonly store: Pick<NotificationStore, "dropDeliveries">;
  readonly db: Pick<ControlPlane, "readDefinitions" | "deleteDefinition">;
  readonly tenant: number;
  readonly nowMs: number;
  readonly retentionMs: number;
}

const SILENCE_KEPT_MS = 30 * 86_400_000;
/** At most so many in one step. */
const MOST_SILENCES = 100;

/** Resolves to true when there is more. */
export async function forgetOld({ store, db, tenant, nowMs, retentionMs }: ForgetOptions): Promise<boolean> {
  const dropped = await store.dropDeliveries({ tenant, beforeMs: nowMs - retentionMs });
  const silences = (await db.readDefinitions("silence")).flatMap((definition) => readSilence(definition) ?? []);
  const old = silences.filter(({ endsMs }) => endsMs < nowMs - SILENCE_KEPT_MS);
  for (const { id } of old.slice(0, MOST_SILENCES)) {
    await db.deleteDefinition({ kind: "silence", id, author: "chronoscope" });
  }
  return dropped > 0 || old.length > MOST_SILENCES;
}
