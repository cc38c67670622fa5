/**
 * What becomes of SLOs, told to the history of the system: they are promised, their status changes, their budget falls below a half, a quarter,
 * a tenth, nothing; they are deleted. Told once each, as they become known; what was told last is read from the state itself, so that a
 * restart goes on from there.
 * Keys of the thing `slo:NAME`: `present`, `p.status`, `p.severity`, `p.budgetBelow` (1 until it falls), `p.remaining` (at the last event),
 * `p.title`, `p.service`, `p.owner`, `p.objective`, `p.sentence`.
 * Errors: the store's; what was not told is told with the next minute.
 */
import { budgetAt } from "../../analysis/slo/errorBudget.ts";
import { sayPart } from "../../analysis/slo/sayBudget.ts";
import { saySlo, sloSentence } from "../../analysis/slo/saySlo.ts";
import { type SloStanding, sloStanding } from "../../analysis/slo/sloStanding.ts";
import { windowAt } from "../../analysis/slo/sloWindows.ts";
import type { EnabledSlo } from "../../db/sloBody.ts";
import { domainCode } from "../../errors.ts";
import { SLO_STEP_MS } from "../../model/slo.ts";
import {
  applyPatch,
  type Happening,
  isPresent,
  type StateValue,
  type SystemState,
  type ThingId,
  type ThingState,
  thingId,
  thingOf,
} from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { StateReader, StateWriter } from "../../store/stateStore.ts";
import { isFilled, type SloEntry } from "./sloEntry.ts";

export interface SloHistoryTools {
  readonly store: Pick<StateReader, "readState"> & Pick<StateWriter, "reportEvent">;
  readonly tenant: number;
}

const STEPS = [0, 0.1, 0.25, 0.5] as const;
/** Hundreds that change at once are told over some passes, so that counting does not wait for them. */
const LONGEST_MS = 3_000;
/** A budget that comes back must come back so far before its fall can be told again. */
const BACK = 0.02;

export class SloHistory {
  private known: Map<ThingId, ThingState> | null = null;

  constructor(private readonly tools: SloHistoryTools) {}

  /** Tells what changed by this instant, up to which everything is counted. False: there is more, and it took long enough. */
  async tell(entries: readonly SloEntry[], atMs: number): Promise<boolean> {
    const known = await this.read(atMs);
    const endMs = performance.now() + LONGEST_MS;
    const here = new Set<ThingId>();
    for (const entry of entries) {
      const thing = thingId("slo", entry.slo.name);
      here.add(thing);
      if (!isFilled(entry, windowAt(entry.slo.window, atMs))) continue;
      if (performance.now() > endMs) return false;
      await this.report(happeningOf(entry, thing, known.get(thing), atMs));
    }
    for (const [thing, state] of known) {
      if (!here.has(thing) && isPresent(state)) await this.report(goneHappening(thing, state, atMs));
    }
    return true;
  }

  /** What became of them minute by minute in a past that was written and is counted; before anything is told of the time after it. */
  async tellPast(entries: readonly SloEntry[], { startMs, endMs }: TimeWindow): Promise<void> {
    this.known = null;
    // Of the first minute there are counts at its end.
    const firstMs = Math.ceil(startMs / SLO_STEP_MS) * SLO_STEP_MS + SLO_STEP_MS;
    const known = await this.read(firstMs - SLO_STEP_MS);
    for (let atMs = firstMs; atMs <= endMs; atMs += SLO_STEP_MS) {
      for (const entry of entries) {
        if (!isFilled(entry, windowAt(entry.slo.window, atMs))) continue;
        const thing = thingId("slo", entry.slo.name);
        const happening = happeningOf(entry, thing, known.get(thing), atMs);
        await this.report(happening).catch((error: unknown) => {
          // Older than what the history keeps: nobody could see it.
          if (domainCode(error) !== "INVALID") throw error;
          if (happening) applyPatch(known, thing, happening.patch);
        });
      }
    }
    this.known = null;
  }

  /** After a failure: what was told is read again. */
  forget(): void {
    this.known = null;
  }

  private async read(atMs: number): Promise<Map<ThingId, ThingState>> {
    if (this.known) return this.known;
    const { store, tenant } = this.tools;
    const { state } = await store.readState({ tenant, atMs: atMs + 60_000 });
    this.known = new Map([...(state as SystemState)].filter(([id]) => thingOf(id).kind === "slo"));
    return this.known;
  }

  private async report(happening: Happening | null): Promise<void> {
    if (happening === null || this.known === null) return;
    const { store, tenant } = this.tools;
    const dedupe = JSON.stringify(["slo", happening.thing, happening.atMs, happening.title]);
    await store.reportEvent({ tenant, derivation: "slos", happening, dedupe });
    applyPatch(this.known, happening.thing, happening.patch);
  }
}

type Facts = Record<string, StateValue>;

function happeningOf(entry: SloEntry, thing: ThingId, before: ThingState | undefined, atMs: number): Happening | null {
  const { slo, sums } = entry;
  const standing: SloStanding = slo.isEnabled
    ? sloStanding(slo, sums, atMs)
    : { status: "unknown", severity: null, silentMinutes: 0, isSilent: false };
  const remaining = budgetAt(slo, sums, atMs).remaining;
  const budgetBelow = stepOf(remaining, numberOf(before?.["p.budgetBelow"]));
  const title = titleOf(slo, standing, { remaining, budgetBelow }, before, headlineOf(entry, atMs));
  if (title === null) return null;
  const facts: Facts = {
    present: true,
    "p.status": standing.status,
    "p.budgetBelow": budgetBelow,
    "p.title": slo.title,
    "p.objective": slo.objective,
    "p.sentence": headlineOf(entry, atMs),
    ...(slo.service && { "p.service": slo.service }),
    ...(slo.owner && { "p.owner": slo.owner }),
    ...(standing.severity && { "p.severity": standing.severity }),
    ...(remaining !== null && { "p.remaining": remaining }),
  };
  const isExhausted = standing.status === "exhausted" && before?.["p.status"] !== "exhausted";
  return { atMs, kind: "slo", thing, ...patchOf(before, facts), title, problem: isExhausted };
}

const headlineOf = ({ slo, sums }: SloEntry, atMs: number) => sloSentence(slo, sums, atMs).headline;
const numberOf = (value: StateValue | undefined) => (typeof value === "number" ? value : 1);

/** The lowest step that the budget is below; upwards only once it is well above. */
function stepOf(remaining: number | null, before: number): number {
  if (remaining === null) return before;
  const below = STEPS.find((step) => (step === 0 ? remaining <= 0 : remaining < step)) ?? 1;
  if (below <= before) return below;
  return STEPS.find((step) => remaining < step + BACK && step >= before) ?? 1;
}

function titleOf(
  slo: EnabledSlo,
  { status }: SloStanding,
  { remaining, budgetBelow }: { readonly remaining: number | null; readonly budgetBelow: number },
  before: ThingState | undefined,
  headline: string,
): string | null {
  const left = remaining === null ? "" : `${sayPart(remaining)} of its budget is left`;
  const said = headline.slice(0, 1).toLowerCase() + headline.slice(1);
  if (!isPresent(before)) return `${slo.title} is promised: ${saySlo(slo).replace(/\.$/, "")}`;
  if (before?.["p.status"] !== status) {
    if (status === "burning") return `${slo.title} burns: ${said}`;
    if (status === "exhausted") return `${slo.title}: ${said}`;
    if (status === "unknown") return slo.isEnabled ? `${slo.title} has no data` : `${slo.title} is switched off`;
    return `${slo.title} is healthy${left === "" ? "" : `: ${left}`}`;
  }
  if (budgetBelow < numberOf(before["p.budgetBelow"]) && budgetBelow > 0)
    return `${slo.title} has less than ${sayPart(budgetBelow)} of its budget left`;
  // A new title or owner is told with the next change; a budget that came back is no news, but known.
  return budgetBelow > numberOf(before["p.budgetBelow"]) ? `${slo.title} has budget again: ${left}` : null;
}

function patchOf(before: ThingState | undefined, facts: Facts): Pick<Happening, "patch" | "prev"> {
  const gone = Object.keys(before ?? {}).filter((key) => !(key in facts));
  const patch = Object.fromEntries([
    ...Object.entries(facts).filter(([key, value]) => before?.[key] !== value),
    ...gone.map((key) => [key, null] as const),
  ]);
  const prev = Object.fromEntries(Object.keys(patch).map((key) => [key, before?.[key] ?? null]));
  return { patch, prev };
}

function goneHappening(thing: ThingId, before: ThingState, atMs: number): Happening {
  const title = `${String(before["p.title"] ?? thingOf(thing).names[0])} is promised no more`;
  return { atMs, kind: "slo", thing, patch: { present: false }, prev: { present: true }, title, problem: false };
}
