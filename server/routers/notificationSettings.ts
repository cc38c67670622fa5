/**
 * Who is told, as it is saved: one definition, every revision kept. Every change begins with the settings that stand and refuses what
 * would leave nobody told by mistake (a route to a receiver that does not exist).
 * Errors: INVALID with what to mend, CONFLICT when somebody else saved meanwhile.
 */
import { readNotifications } from "../db/notificationBody.ts";
import { DomainError } from "../errors.ts";
import type { NotificationSettings } from "../model/notification.ts";
import { DEFAULT_NOTIFICATIONS } from "../routing/defaultSettings.ts";
import { settingsProblems } from "../routing/settingsProblems.ts";
import type { TrpcContext } from "../trpc.ts";

const KIND = "notifications";
const NAME = "default";

export interface SavedSettings {
  readonly id: string | null;
  /** 0: nobody has saved any yet. */
  readonly revision: number;
  readonly author: string | null;
  readonly savedMs: number | null;
  readonly settings: NotificationSettings;
  /** Parts of what is saved that cannot be read. */
  readonly problems: readonly string[];
}

type Db = Pick<TrpcContext["db"], "readDefinitions" | "saveDefinition">;

/** Those that were in force at an instant; without one, now. */
export async function settingsAt(db: Db, atMs?: number): Promise<SavedSettings> {
  const saved = (await db.readDefinitions(KIND, atMs)).find(({ name }) => name === NAME);
  if (!saved) {
    return { id: null, revision: 0, author: null, savedMs: null, settings: DEFAULT_NOTIFICATIONS, problems: [] };
  }
  const { settings, problems } = readNotifications(saved.body);
  const route = settings.route ?? DEFAULT_NOTIFICATIONS.route;
  const { id, revision, author, savedMs } = saved;
  return { id, revision, author, savedMs, settings: { ...settings, route }, problems };
}

export interface SettingsChange {
  /** The revision that was looked at. */
  readonly revision: number;
  readonly author: string;
  readonly change: (standing: NotificationSettings) => NotificationSettings;
}

/** Resolves to the new revision. */
export async function changeSettings(db: Db, { revision, author, change }: SettingsChange): Promise<number> {
  const standing = await settingsAt(db);
  if (standing.revision !== revision) {
    const words = "Somebody else saved this meanwhile. Look at what they changed, then save again.";
    throw new DomainError("CONFLICT", words);
  }
  const body = change(standing.settings);
  const problems = settingsProblems(body);
  if (problems.length > 0) throw new DomainError("INVALID", problems.slice(0, 5).join(" "));
  const draft = { kind: KIND, name: NAME, body, author } as const;
  const saved = await db.saveDefinition(standing.id === null ? draft : { ...draft, id: standing.id, revision });
  return saved.revision;
}
