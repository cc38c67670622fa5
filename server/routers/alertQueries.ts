/**
 * What is asked about alerts: those of an instant, and one of them with everything around it. Read, look at it, answer.
 * An instant less than a minute away is now: only then are present values known.
 */
import type { Definition } from "../db/definitions.ts";
import { DomainError } from "../errors.ts";
import type { Alert } from "../model/alert.ts";
import type { Silence, SilenceBody } from "../model/notification.ts";
import type { SloBody } from "../model/slo.ts";
import { type PropertyValue, thingId } from "../model/state.ts";
import type { AlertEpisode } from "../store/alertStore.ts";
import type { TrpcContext } from "../trpc.ts";
import type { AffectedSlo, AlertAnswer, AlertBand, AlertRow, AlertsAnswer, EpisodeView } from "./alertAnswer.ts";
import { withHeldBack } from "./alertHeldBack.ts";
import { type Around, alertRow, alertThing, compareRows, lastSaid, serviceOf, valueKey } from "./alertRows.ts";
import { rulesAt } from "./alertRuleViews.ts";
import { chartValue } from "./metricsAnswer.ts";
import { settingsAt } from "./notificationSettings.ts";
import type { EventView } from "./stateAnswer.ts";
import { eventView } from "./stateViews.ts";

export type AlertContext = Pick<TrpcContext, "store" | "db" | "tenant">;

const NOW_MS = 60_000;
const LATELY_MS = 3_600_000;
const MOST_RESOLVED = 500;
const MOST_HISTORY = 50;
const BEFORE_MS = 15 * 60_000;
const MOST_EVENTS = 30;
const DAY_MS = 86_400_000;

export const isNow = (atMs: number) => Math.abs(Date.now() - atMs) < NOW_MS;

export async function alertsAt(ctx: AlertContext, atMs: number): Promise<AlertsAnswer> {
  const [around, episodes, { settings }] = await Promise.all([
    aroundAt(ctx, atMs),
    episodesAround(ctx, atMs),
    settingsAt(ctx.db, isNow(atMs) ? undefined : atMs),
  ]);
  const rows = episodes.map((episode) => alertRow(episode, around)).sort(compareRows);
  return { atMs, knowsPending: isNow(atMs), alerts: withHeldBack(rows, rows, settings, around.doneMs) };
}

/** Open ones, and those that ended within the hour before. */
async function episodesAround({ store, tenant }: AlertContext, atMs: number): Promise<AlertEpisode[]> {
  const window = { startMs: Math.max(0, atMs - LATELY_MS), endMs: atMs + 1 };
  const [open, lately] = await Promise.all([
    store.readEpisodesAt({ tenant, atMs }),
    store.readEpisodes({ tenant, window, limit: MOST_RESOLVED }),
  ]);
  const over = lately.episodes.filter(({ resolvedMs }) => resolvedMs !== null && resolvedMs <= atMs);
  return [...open, ...newestOfEach(over)];
}

/** One that came and went several times is listed once. */
function newestOfEach(episodes: readonly AlertEpisode[]): AlertEpisode[] {
  const newest = new Map<string, AlertEpisode>();
  for (const episode of episodes) {
    const key = valueKey(episode.ruleKey, episode.fingerprint);
    if ((newest.get(key)?.activeMs ?? -1) < episode.activeMs) newest.set(key, episode);
  }
  return [...newest.values()];
}

export async function aroundAt({ store, db, tenant }: AlertContext, atMs: number): Promise<Around> {
  const doneMs = isNow(atMs) ? Math.max(atMs, Date.now()) : atMs;
  const [{ state }, silences, report] = await Promise.all([
    store.readState({ tenant, atMs: doneMs }),
    db.readDefinitions("silence", isNow(atMs) ? undefined : atMs),
    isNow(atMs) ? store.readRuleReport({ tenant }) : null,
  ]);
  const current = new Map<string, Alert>();
  for (const { standing } of report?.groups ?? [])
    for (const { alerts } of standing.rules)
      for (const alert of alerts) current.set(valueKey(alert.ruleKey, alert.fingerprint), alert);
  return { atMs, doneMs, state, current, silences: silences.flatMap((definition) => silenceFrom(definition) ?? []) };
}

/** Null for a body of another form. */
function silenceFrom({ id, body, savedMs }: Definition): Silence | null {
  const { matchers, startsMs, endsMs, comment = "", createdBy = "" } = (body ?? {}) as Partial<SilenceBody>;
  if (!Array.isArray(matchers) || typeof startsMs !== "number" || typeof endsMs !== "number") return null;
  return { id, matchers, startsMs, endsMs, comment, createdBy, updatedMs: savedMs };
}

/** Throws NOT_FOUND when no alert of this name was there at the instant or before it. */
export async function alertAt(ctx: AlertContext, fingerprint: string, atMs: number): Promise<AlertAnswer> {
  const { store, tenant } = ctx;
  const past = { startMs: 0, endMs: atMs + 1 };
  const [around, open, { episodes, more }, rules, { settings }] = await Promise.all([
    aroundAt(ctx, atMs),
    episodesAround(ctx, atMs),
    store.readEpisodes({ tenant, window: past, fingerprint, limit: MOST_HISTORY }),
    rulesAt(ctx, atMs),
    settingsAt(ctx.db, isNow(atMs) ? undefined : atMs),
  ]);
  const episode = open.find((one) => one.fingerprint === fingerprint) ?? episodes[0];
  if (!episode) throw new DomainError("NOT_FOUND", "There was no such alert at this instant, nor before it.");
  const bare = alertRow(episode, around);
  const rule = rules.find(({ key }) => key === episode.ruleKey) ?? null;
  const groupOf = new Map(rules.map(({ key, body, file }) => [key, `${file};${body.group}`]));
  const others = open.filter((one) => one.fingerprint !== fingerprint).map((one) => alertRow(one, around));
  const [alert = bare] = withHeldBack([bare], [bare, ...others], settings, around.doneMs);
  const window = windowOf(alert, atMs);
  const [eventsBefore, notes, slos] = await Promise.all([
    eventsBeforeOf(ctx, alert),
    notesOf(ctx, alert, around.doneMs),
    affectedSlos(ctx, alert, around),
  ]);
  return {
    ...{ atMs, alert, annotations: lastSaid(episode, around).annotations, rule, window, evidence: episode.evidence },
    bands: bandsOf([episode, ...episodes], window, atMs),
    related: others.filter((other) => isRelated(alert, other, groupOf)).sort(compareRows),
    ...{ eventsBefore, notes, slos },
    history: episodes.map((one) => episodeView(one, atMs)),
    moreHistory: more,
  };
}

/** From well before it began until after it ended, or until the instant. */
function windowOf({ activeMs, firedMs, resolvedMs }: AlertRow, atMs: number) {
  const lastMs = resolvedMs ?? atMs;
  const pastMs = Math.min(DAY_MS, Math.max(LATELY_MS, (lastMs - (firedMs ?? activeMs)) / 2));
  const startMs = Math.max(0, Math.floor(Math.max(activeMs - pastMs, lastMs - 7 * DAY_MS)));
  return { startMs, endMs: Math.ceil(Math.min(atMs, lastMs + pastMs / 2)) + 1 };
}

function bandsOf(episodes: readonly AlertEpisode[], window: { startMs: number; endMs: number }, atMs: number) {
  const bands = new Map<string, AlertBand>();
  for (const { activeMs, firedMs, resolvedMs } of episodes) {
    const endMs = Math.min(resolvedMs ?? atMs, atMs);
    const firesMs = Math.min(firedMs ?? endMs, endMs);
    for (const band of [
      { standing: "pending", startMs: activeMs, endMs: firesMs } as const,
      { standing: "firing", startMs: firesMs, endMs } as const,
    ])
      if (band.endMs > band.startMs && band.endMs > window.startMs && band.startMs < window.endMs)
        bands.set(`${band.standing} ${band.startMs}`, band);
  }
  return [...bands.values()].sort((a, b) => a.startMs - b.startMs);
}

function isRelated(alert: AlertRow, other: AlertRow, groupOf: ReadonlyMap<string, string>): boolean {
  if (alert.service !== null && alert.service === other.service) return true;
  const group = groupOf.get(alert.ruleKey);
  return group !== undefined && group === groupOf.get(other.ruleKey);
}

async function eventsBeforeOf({ store, tenant }: AlertContext, alert: AlertRow): Promise<EventView[]> {
  const untilMs = alert.firedMs ?? alert.activeMs;
  const window = { startMs: Math.max(0, Math.min(alert.activeMs, untilMs) - BEFORE_MS), endMs: untilMs + 1 };
  const asked = { tenant, window, order: "newest", limit: MOST_EVENTS } as const;
  const own = alertThing(alert.name, alert.fingerprint);
  const things = alert.service === null ? [] : [thingId("service", alert.service)];
  const [ofService, others] = await Promise.all([
    things.length > 0 ? store.readEvents({ ...asked, things }) : { events: [] },
    store.readEvents({ ...asked, wholesOnly: true }),
  ]);
  const all = new Map([...ofService.events, ...others.events].map((event) => [event.id, event]));
  return [...all.values()]
    .filter(({ thing }) => thing !== own)
    .slice(0, MOST_EVENTS)
    .map(eventView);
}

async function notesOf({ store, tenant }: AlertContext, alert: AlertRow, atMs: number): Promise<EventView[]> {
  const things = [alertThing(alert.name, alert.fingerprint)];
  const window = { startMs: Math.max(0, alert.activeMs), endMs: atMs + 1 };
  const asked = { tenant, window, things, kinds: ["annotation" as const], order: "oldest" as const, limit: 200 };
  return (await store.readEvents(asked)).events.map(eventView);
}

/** Those promised for the alert's service, and the one whose rule it is. */
async function affectedSlos({ db }: AlertContext, alert: AlertRow, { atMs, state }: Around): Promise<AffectedSlo[]> {
  const definitions = await db.readDefinitions("slo", isNow(atMs) ? undefined : atMs);
  return definitions.flatMap(({ id, name, body }) => {
    const { title = name, service = "" } = (body ?? {}) as Partial<SloBody>;
    const isOwn = alert.ruleKey.startsWith(`slo:${id};`);
    if (!isOwn && (service === "" || service !== serviceOf(alert.labels))) return [];
    const thing = Object.entries(state.get(thingId("slo", name)) ?? {});
    const properties = thing.filter(([key]) => key.startsWith("p.")).map(([key, value]) => [key.slice(2), value]);
    return [{ id, name, title, service, properties: Object.fromEntries(properties) as Record<string, PropertyValue> }];
  });
}

/** As it was known at the instant: what ended later had not ended then. */
function episodeView(episode: AlertEpisode, atMs: number): EpisodeView {
  const { fingerprint, activeMs, value, labels } = episode;
  const known = (ms: number | null) => (ms !== null && ms <= atMs ? ms : null);
  const [firedMs, resolvedMs] = [known(episode.firedMs), known(episode.resolvedMs)];
  return { fingerprint, activeMs, firedMs, resolvedMs, value: chartValue(value), labels };
}
