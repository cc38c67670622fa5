/**
 * Who is told and what is silenced, as it is defined now. Fail open: what cannot be read now is as it was last, and a part that cannot
 * be read at all holds nobody's notification back.
 */
import type { ControlPlane } from "../../db/controlPlane.ts";
import { readNotifications, readSilence } from "../../db/notificationBody.ts";
import type { Log } from "../../log.ts";
import type { NotificationSettings, Silence } from "../../model/notification.ts";
import { DEFAULT_NOTIFICATIONS } from "../../routing/defaultSettings.ts";

export interface Told {
  readonly settings: NotificationSettings;
  readonly silences: readonly Silence[];
}

export class SettingsBook {
  private readonly db: Pick<ControlPlane, "readDefinitions">;
  private readonly log: Log;
  private known: Told | null = null;
  /** The revisions that `known` was made of: the same ones give the same object, which routing remembers things by. */
  private mark = "";
  private lastProblem = "";

  constructor(db: Pick<ControlPlane, "readDefinitions">, log: Log) {
    this.db = db;
    this.log = log;
  }

  /** Throws only while nothing was ever read. */
  async read(): Promise<Told> {
    try {
      return await this.readNow();
    } catch (error) {
      if (this.known === null) throw error;
      this.say("notification settings cannot be read now; the last ones hold", String(error));
      return this.known;
    }
  }

  private async readNow(): Promise<Told> {
    const [definitions, silenced] = await Promise.all([
      this.db.readDefinitions("notifications"),
      this.db.readDefinitions("silence"),
    ]);
    const mark = [...definitions, ...silenced].map(({ id, revision }) => `${id} ${revision}`).join();
    if (this.known !== null && mark === this.mark) return this.known;
    const body = definitions.find(({ name }) => name === "default")?.body;
    const silences = silenced.flatMap((definition) => readSilence(definition) ?? []);
    const unread = silenced.length - silences.length;
    if (unread > 0) this.say(`${unread} silences cannot be read and silence nothing`, mark);
    this.known = { settings: this.settingsOf(body), silences };
    this.mark = mark;
    return this.known;
  }

  private settingsOf(body: unknown): NotificationSettings {
    if (body === undefined) return DEFAULT_NOTIFICATIONS;
    const { settings, problems } = readNotifications(body);
    if (problems.length > 0) this.say(problems.join(" "), problems.join(" "));
    const route = settings.route ?? this.known?.settings.route ?? DEFAULT_NOTIFICATIONS.route;
    return { ...settings, route };
  }

  /** The same trouble is said once. */
  private say(words: string, problem: string): void {
    if (problem === this.lastProblem) return;
    this.lastProblem = problem;
    this.log.warn({ problem }, words);
  }
}
