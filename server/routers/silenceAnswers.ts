/**
 * Silences for the console: those of an instant, what one would hold back, and saving one. A silence is edited in place, its earlier
 * revisions stay for the clock; ending one moves its end to now.
 * Errors: INVALID with what to mend, NOT_FOUND for a silence that is not there (any more).
 */
import { readSilence } from "../db/notificationBody.ts";
import { DomainError } from "../errors.ts";
import type { LabelPairs } from "../model/alert.ts";
import type { Matcher, Silence, SilenceBody } from "../model/notification.ts";
import { formatMatchers, matcherProblem, matchersHold } from "../routing/matchers.ts";
import { parseMatchers } from "../routing/parseMatchers.ts";
import { type SilenceState, silenceMatches, silenceState } from "../routing/silences.ts";
import type { TrpcContext } from "../trpc.ts";

const KIND = "silence";
const LONGEST_MS = 400 * 86_400_000;

type Context = Pick<TrpcContext, "db" | "store" | "tenant">;

export interface SilencedAlert {
  readonly fingerprint: string;
  readonly name: string;
  readonly labels: LabelPairs;
  readonly summary: string;
  readonly isFiring: boolean;
}
export interface SilenceView extends Silence {
  /** Of the body, as people type them. */
  readonly text: string;
  readonly state: SilenceState;
  readonly revision: number;
  /** Alerts of the instant that it matches. */
  readonly alerts: readonly SilencedAlert[];
}

async function alertsNow({ store, tenant }: Context, atMs: number): Promise<SilencedAlert[]> {
  const episodes = await store.readEpisodesAt({ tenant, atMs });
  return episodes.map(({ fingerprint, name, labels, annotations, firedMs }) => ({
    ...{ fingerprint, name, labels, summary: annotations.summary ?? "" },
    isFiring: firedMs !== null && firedMs <= atMs,
  }));
}

const STATES: readonly SilenceState[] = ["active", "pending", "expired"];

/** Active ones first, then those to come, then the past ones of the 30 days before. */
export async function silencesAt(ctx: Context, atMs: number, isLive: boolean): Promise<SilenceView[]> {
  const [definitions, alerts] = await Promise.all([
    ctx.db.readDefinitions(KIND, isLive ? undefined : atMs),
    alertsNow(ctx, atMs),
  ]);
  const views = definitions.flatMap((definition) => {
    const silence = readSilence(definition);
    if (!silence || silence.endsMs < atMs - 30 * 86_400_000) return [];
    const matching = alerts.filter(({ labels }) => silenceMatches(silence, labels));
    const text = formatMatchers(silence.matchers);
    const state = silenceState(silence, atMs);
    return [{ ...silence, text, state, revision: definition.revision, alerts: matching }];
  });
  return views.sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || b.startsMs - a.startsMs);
}

export interface SilencePreview {
  readonly matchers: readonly Matcher[];
  /** What is wrong with the text; null when it can be saved. */
  readonly problem: string | null;
  /** Alerts that stand now and would be held back. */
  readonly alerts: readonly SilencedAlert[];
}

const EVERYTHING = "A silence needs a matcher that does not take everything: with these, nobody is told of anything.";

/** The same rule as Alertmanager's: one matcher at least that an empty value does not fit. */
function problemOf(matchers: readonly Matcher[]): string | null {
  const wrong = matchers.map(matcherProblem).find((problem) => problem !== null);
  return wrong ?? (matchersHold(matchers, {}) ? EVERYTHING : null);
}

export async function silencePreview(ctx: Context, text: string, atMs: number): Promise<SilencePreview> {
  const { matchers, problem } = parseMatchers(text);
  if (matchers === null) return { matchers: [], problem, alerts: [] };
  const wrong = problemOf(matchers);
  if (wrong !== null) return { matchers, problem: wrong, alerts: [] };
  const alerts = await alertsNow(ctx, atMs);
  return { matchers, problem: null, alerts: alerts.filter(({ labels }) => matchersHold(matchers, labels)) };
}

export interface SilenceDraft {
  readonly id?: string | undefined;
  readonly revision?: number | undefined;
  readonly matchers: readonly Matcher[];
  readonly startsMs: number;
  readonly endsMs: number;
  readonly comment: string;
}
interface By {
  readonly author: string;
  readonly nowMs: number;
}

export async function saveSilence(
  db: Context["db"],
  draft: SilenceDraft,
  by: By,
): Promise<{ id: string; revision: number }> {
  const { id = crypto.randomUUID(), revision, matchers, startsMs, endsMs, comment } = draft;
  const problem = problemOf(matchers);
  if (problem !== null) throw new DomainError("INVALID", problem);
  if (endsMs <= startsMs) throw new DomainError("INVALID", "The silence ends before it begins.");
  if (endsMs <= by.nowMs) throw new DomainError("INVALID", "The silence is over before it is saved; let it end later.");
  if (endsMs - startsMs > LONGEST_MS) throw new DomainError("INVALID", "A silence lasts at most 400 days.");
  const known = draft.id === undefined ? null : await findSilence(db, draft.id);
  const createdBy = known?.silence.createdBy ?? by.author;
  const body: SilenceBody = { matchers, startsMs, endsMs, comment, createdBy };
  const which = known ? { id, revision: revision ?? known.revision } : {};
  // Found by its id: two silences may be alike.
  const saved = await db.saveDefinition({ kind: KIND, name: known?.name ?? id, body, author: by.author, ...which });
  return { id: saved.id, revision: saved.revision };
}

async function findSilence(db: Context["db"], id: string) {
  const [newest] = await db.readRevisions(KIND, id);
  const silence = newest && !newest.isDeleted ? readSilence(newest) : null;
  if (!newest || !silence) throw new DomainError("NOT_FOUND", "There is no such silence (any more).");
  return { silence, revision: newest.revision, name: newest.name };
}

/** Ends one now; one that has not begun never will. True when it was still to end. */
export async function endSilence(db: Context["db"], id: string, { author, nowMs }: By): Promise<boolean> {
  const { silence, revision, name } = await findSilence(db, id);
  if (silence.endsMs <= nowMs) return false;
  const { id: _id, updatedMs: _updated, ...before } = silence;
  const body: SilenceBody = { ...before, startsMs: Math.min(before.startsMs, nowMs), endsMs: nowMs };
  await db.saveDefinition({ kind: KIND, id, name, revision, body, author });
  return true;
}
