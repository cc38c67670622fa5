/**
 * Deploys and roll-backs, from which versions the instances of a service run in each region. A version is deployed to a region when its
 * first instance starts there while none of that version lives; one event per service, region and version. Going back within a day to
 * the version before is a roll-back, also when the new version's last instance ends beside instances of the old one. From there nothing
 * goes back: the same version again is a deploy.
 *
 * Kept in the state of the service: `p.version.REGION` (`p.version` without one), `p.versionBefore.…` and `p.deployedMs.…`.
 */
import { type ThingState, thingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { Draft, Said } from "./drafts.ts";
import { groups, type Seen, type ServiceFacts, stretchOf } from "./inventoryFacts.ts";
import { INSTANCE_SILENCE_MS, isAlive, type Run, runsOf } from "./runs.ts";
import { sayName } from "./sayNumbers.ts";
import { SETTLE_MS, versionsAt } from "./serviceProperties.ts";

/** Instances of one version that follow each other within this are one deploy. */
const HANDOVER_MS = 120_000;
const ROLL_BACK_MS = 86_400_000;

interface VersionRun extends Run {
  readonly version: string;
}

export const versionKey = (what: "version" | "versionBefore" | "deployedMs", region: string) =>
  region === "" ? `p.${what}` : `p.${what}.${region}`;

export function deployDrafts(facts: ServiceFacts, window: TimeWindow, untilMs: number): Draft[] {
  const byRegion = groups(
    facts.seen.filter(({ version }) => version !== ""),
    ({ region }) => region,
  );
  return [...byRegion].flatMap(([region, seen]) => regionDrafts(facts, region, seen, window, untilMs));
}

function regionDrafts(
  facts: ServiceFacts,
  region: string,
  seen: readonly Seen[],
  { startMs, endMs }: TimeWindow,
  untilMs: number,
): Draft[] {
  const runs: VersionRun[] = [...groups(seen, ({ version }) => version)].flatMap(([version, own]) =>
    runsOf(own.map(stretchOf), HANDOVER_MS, untilMs).map((run) => ({ ...run, version })),
  );
  const isNew = (atMs: number) =>
    facts.runs.some((run) => atMs >= run.startMs && atMs <= run.startMs + SETTLE_MS) ||
    (facts.regions.get(region) ?? []).some((run) => atMs === run.startMs);
  const thing = thingId("service", facts.service);
  const starts = runs
    .filter((run) => run.startMs >= startMs && run.startMs < endMs && !isNew(run.startMs))
    .map(({ startMs: atMs, version }): Draft => {
      const say = (state: ThingState) => deployed(state, facts, region, version, atMs);
      return { atMs, kind: "deployed", thing, tie: `${region} ${version}`, say };
    });
  const ends = wholeRuns(seen, untilMs)
    .filter((run) => run.isOver && run.endMs >= startMs && run.endMs < endMs)
    .map((run): Draft => {
      const say = (state: ThingState) => wentBack(state, facts, region, run, wholeRuns(seen, untilMs));
      return { atMs: run.endMs, kind: "deployed", thing, tie: `${region} ${run.version}`, say };
    });
  return [...starts, ...ends];
}

function wholeRuns(seen: readonly Seen[], untilMs: number): VersionRun[] {
  return [...groups(seen, ({ version }) => version)].flatMap(([version, own]) =>
    runsOf(own.map(stretchOf), INSTANCE_SILENCE_MS, untilMs).map((run) => ({ ...run, version })),
  );
}

function deployed(state: ThingState, facts: ServiceFacts, region: string, version: string, atMs: number): Said | null {
  const was = state[versionKey("version", region)];
  if (typeof was !== "string" || was === version) return null;
  const sinceMs = state[versionKey("deployedMs", region)];
  const isBack =
    state[versionKey("versionBefore", region)] === version &&
    typeof sinceMs === "number" &&
    atMs - sinceMs < ROLL_BACK_MS;
  const where = region === "" ? "" : ` ${isBack ? "in" : "to"} ${sayName(region)}`;
  const name = sayName(facts.service);
  const title = isBack
    ? `${name} rolled back to ${sayName(version)}${where} (was ${sayName(was)})`
    : `${name} ${sayName(version)} deployed${where} (was ${sayName(was)})`;
  return {
    sets: {
      [versionKey("version", region)]: version,
      [versionKey("versionBefore", region)]: isBack ? null : was,
      [versionKey("deployedMs", region)]: atMs,
      "p.versions": versionsAt(facts, atMs),
    },
    title,
    detail: { version, was, region, rollback: isBack },
  };
}

/** The newest version's last instance has ended, and others go on: nobody had to start for that. */
function wentBack(
  state: ThingState,
  facts: ServiceFacts,
  region: string,
  ended: VersionRun,
  runs: readonly VersionRun[],
): Said | null {
  if (state[versionKey("version", region)] !== ended.version) return null;
  const others = runs.filter((run) => run.version !== ended.version && isAlive(run, ended.endMs));
  const latest = others.sort((a, b) => b.startMs - a.startMs || (a.version < b.version ? -1 : 1))[0];
  return latest ? deployed(state, facts, region, latest.version, ended.endMs) : null;
}
