/**
 * What is known of a service: which versions and regions it runs in, how many instances, its tier, and the attributes that all of its
 * instances share. Told with its appearance (from what is seen in its first two minutes) and whenever it changes after that.
 */
import { type StateValue, type ThingId, thingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import { sharedAttributes } from "./configuration.ts";
import type { Draft } from "./drafts.ts";
import type { InventoryFacts, Seen, ServiceFacts } from "./inventoryFacts.ts";
import { isAlive, type Run } from "./runs.ts";
import { sayList, sayName } from "./sayNumbers.ts";

/** What comes so soon after the first sign of life belongs to it. */
export const SETTLE_MS = 120_000;

export type Tier = "agent" | "gateway" | "backend" | "frontend" | "data";
const AGENT = /(^|[-_.\s])(agent|collector|otelcol|fluentd?|fluentbit|telegraf|vector|daemon|exporter)([-_.\s]|$)/i;
const BROWSERS = new Set(["webjs", "swift", "kotlin"]);
const DATA_ATTRIBUTES = ["db.system.name", "db.system", "messaging.system"];

const sorted = (values: Iterable<string>) => [...new Set(values)].filter((value) => value !== "").sort();

export function versionsAt(facts: ServiceFacts, atMs: number): string[] {
  return sorted([...facts.versions].filter(([, runs]) => runs.some((run) => isAlive(run, atMs))).map(([name]) => name));
}
function regionsAt(facts: ServiceFacts, atMs: number): string[] {
  return sorted([...facts.regions].filter(([, runs]) => runs.some((run) => isAlive(run, atMs))).map(([name]) => name));
}

/** What its first two minutes show. */
export function propertiesOf(
  facts: ServiceFacts,
  run: Run,
  tiers: Tiers,
  keyOf: (region: string) => string,
): Record<string, StateValue> {
  const atMs = Math.max(run.startMs, Math.min(run.startMs + SETTLE_MS, run.endMs));
  const first = facts.seen.filter(({ firstSeenMs, lastSeenMs }) => firstSeenMs <= atMs && lastSeenMs >= run.startMs);
  const properties: Record<string, StateValue> = {
    "p.versions": sorted(first.map(({ version }) => version)),
    "p.regions": sorted(first.map(({ region }) => region)),
    "p.environment": sorted(first.map(({ environment }) => environment)),
    "p.namespace": sorted(first.map(({ attributes }) => attributes["service.namespace"] ?? "")),
    "p.instances": new Set(first.map(({ instance }) => instance)).size,
    "p.tier": tiers.tierAt(facts.service, first, atMs),
  };
  const team = first
    .map(({ attributes }) => attributes["service.team"] ?? attributes["app.team"] ?? attributes.team)
    .find(Boolean);
  if (team !== undefined) properties["p.team"] = team;
  for (const one of first) if (one.version !== "") properties[keyOf(one.region)] ??= one.version;
  for (const [key, value] of sharedAttributes(first)) properties[`p.resource.${key}`] = value;
  return properties;
}

/** Versions and regions that come and go after the first two minutes, where no deploy says so. */
export function changeDrafts(facts: ServiceFacts, { startMs, endMs }: TimeWindow): Draft[] {
  const thing = thingId("service", facts.service);
  const name = sayName(facts.service);
  const isLater = (atMs: number) =>
    facts.runs.some((run) => atMs > run.startMs + SETTLE_MS && (!run.isOver || atMs < run.endMs));
  const drafts: Draft[] = [];
  const add = (atMs: number, key: string, value: () => string[], title: (values: string[]) => string) => {
    if (atMs < startMs || atMs >= endMs || !isLater(atMs)) return;
    drafts.push({
      atMs,
      kind: "configuration",
      thing,
      tie: title([]),
      say: () => {
        const values = value();
        return { sets: { [key]: values }, title: title(values) };
      },
    });
  };
  for (const [version, runs] of facts.versions) {
    for (const run of runs) {
      const at = (ms: number) => () => versionsAt(facts, ms);
      add(run.startMs, "p.versions", at(run.startMs), () => `${name} also runs ${sayName(version)}`);
      if (!run.isOver) continue;
      add(run.endMs, "p.versions", at(run.endMs), (left) => {
        return `${name} no longer runs ${sayName(version)}${left.length > 0 ? `, only ${sayList(left)}` : ""}`;
      });
    }
  }
  for (const [region, runs] of facts.regions) {
    for (const run of runs) {
      const at = (ms: number) => () => regionsAt(facts, ms);
      add(run.startMs, "p.regions", at(run.startMs), () => `${name} now runs in ${sayName(region)} too`);
      if (run.isOver) {
        add(run.endMs, "p.regions", at(run.endMs), () => `${name} no longer runs in ${sayName(region)}`);
      }
    }
  }
  return drafts;
}

/** Who calls first, who only serves, who keeps data, who watches. */
export class Tiers {
  private readonly fromOutside = new Map<string, readonly Run[]>();
  private readonly callers = new Map<string, readonly Run[]>();

  constructor({ calls }: InventoryFacts) {
    for (const { thing, runs } of calls) {
      if (!thing.startsWith("edge:")) continue;
      const [client = "", server = "", type = ""] = thing.slice("edge:".length).split("/").map(decodeURIComponent);
      if (client === "user") this.fromOutside.set(server, runs);
      else if (type === "" && client !== server) this.callers.set(client, runs);
    }
  }

  tierAt(service: string, seen: readonly Seen[], atMs: number): Tier {
    const has = (key: string) => seen.some(({ attributes }) => attributes[key] !== undefined);
    if (DATA_ATTRIBUTES.some(has)) return "data";
    if (AGENT.test(service)) return "agent";
    if (seen.some(({ attributes }) => BROWSERS.has(attributes["telemetry.sdk.language"] ?? ""))) return "frontend";
    const goesOn = (runs: readonly Run[] = []) => runs.some((run) => isAlive(run, atMs));
    return goesOn(this.fromOutside.get(service)) && goesOn(this.callers.get(service)) ? "gateway" : "backend";
  }

  /** A service that is asked from outside for the first time only later is a gateway from then on. */
  drafts(facts: ServiceFacts, { startMs, endMs }: TimeWindow): Draft[] {
    const begins = [...(this.fromOutside.get(facts.service) ?? []), ...(this.callers.get(facts.service) ?? [])];
    const thing: ThingId = thingId("service", facts.service);
    return begins
      .filter((run) => run.startMs >= startMs && run.startMs < endMs)
      .map(({ startMs: atMs }) => ({
        atMs,
        kind: "configuration",
        thing,
        say: (state) =>
          state["p.tier"] === "backend" && this.tierAt(facts.service, [], atMs) === "gateway"
            ? { sets: { "p.tier": "gateway" }, title: `${sayName(facts.service)} takes requests from outside` }
            : null,
      }));
  }
}
