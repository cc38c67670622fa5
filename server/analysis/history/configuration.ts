/**
 * Changes of configuration: resource attributes that tell no instances apart and differ between the instances that a service had in a
 * region and the one that starts. The version is told as a deploy, places and processes as instances.
 */
import { type StateValue, thingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { Draft } from "./drafts.ts";
import { groups, type Seen, type ServiceFacts } from "./inventoryFacts.ts";
import { sayList, sayName } from "./sayNumbers.ts";

/** Instances that ended so long ago at most are those before. */
const BEFORE_MS = 600_000;
const OVERLAP_MS = 60_000;
/** What a service's first instances have is what it is. */
const FIRST_MS = 120_000;
const MOST_COMPARED = 200;
const MOST_SHARED = 40;
const LONGEST_VALUE = 200;
/** What tells instances, processes and places apart, or is told otherwise. */
const IDENTITY =
  /^(service\.(name|version|instance\.id|namespace|team)|(app\.)?team|deployment\.environment(\.name)?|host\.|k8s\.|container\.|process\.|cloud\.|faas\.instance|device\.|aws\.(ecs|eks|log)|azure\.|gcp\.|net\.|server\.|os\.|telemetry\.distro|browser\.|webengine)/;
const IDENTIFYING_END = /(^|[._-])(id|uid|uuid|ip|arn|pid|address|start_time|creation\.time|hostname)$/;
const LIKE_AN_ID = /[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{12,}$|^\d{6,}$|^\d{1,3}(\.\d{1,3}){3}(:\d+)?$/i;

export const isConfiguration = (key: string) => !IDENTITY.test(key) && !IDENTIFYING_END.test(key);

/** Attributes that all of these have, with one value. */
export function sharedAttributes(seen: readonly Seen[]): [key: string, value: string][] {
  const [first, ...more] = seen;
  if (first === undefined) return [];
  return Object.entries(first.attributes)
    .filter(([key, value]) => isConfiguration(key) && more.every(({ attributes }) => attributes[key] === value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_SHARED)
    .map(([key, value]) => [key, value.slice(0, LONGEST_VALUE)]);
}

export function configurationDrafts(facts: ServiceFacts, { startMs, endMs }: TimeWindow): Draft[] {
  const drafts: Draft[] = [];
  for (const [region, seen] of groups(facts.seen, (one) => one.region)) {
    for (const [i, fresh] of seen.entries()) {
      const atMs = fresh.firstSeenMs;
      if (atMs < startMs || atMs >= endMs || isFirst(facts, atMs)) continue;
      const before = seen
        .slice(Math.max(0, i - MOST_COMPARED), i)
        .filter((one) => one.firstSeenMs < atMs && one.lastSeenMs >= atMs - BEFORE_MS);
      const changes = before.length > 0 && !isBeside(before, fresh) ? changesOf(before, fresh) : [];
      if (changes.length > 0) drafts.push(draftOf(facts.service, region, atMs, changes));
    }
  }
  return drafts;
}

const isFirst = ({ runs }: ServiceFacts, atMs: number) =>
  runs.some(({ startMs }) => atMs >= startMs && atMs <= startMs + FIRST_MS);

/** The same instance goes on with other attributes too: a second sender of it, and no successor. */
function isBeside(before: readonly Seen[], { instance, firstSeenMs }: Seen): boolean {
  return before.some((one) => one.instance === instance && one.lastSeenMs > firstSeenMs + OVERLAP_MS);
}

interface AttributeChange {
  readonly key: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
}

/** Keys on which all before agree and the new one does not. */
function changesOf(before: readonly Seen[], fresh: Seen): AttributeChange[] {
  const [first, ...more] = before;
  const keys = new Set([...Object.keys(first?.attributes ?? {}), ...Object.keys(fresh.attributes)]);
  const changes: AttributeChange[] = [];
  for (const key of [...keys].sort()) {
    const was = first?.attributes[key];
    const is = fresh.attributes[key];
    if (was === is || !isConfiguration(key) || more.some(({ attributes }) => attributes[key] !== was)) continue;
    if (more.length === 0 && LIKE_AN_ID.test(is ?? was ?? "")) continue;
    changes.push({ key, was, is });
  }
  return changes;
}

function draftOf(service: string, region: string, atMs: number, changes: readonly AttributeChange[]): Draft {
  const said = (value: string | undefined) => (value === undefined ? "not set" : sayName(value));
  return {
    atMs,
    kind: "configuration",
    thing: thingId("service", service),
    tie: `${region} ${changes.map(({ key, is }) => `${key}=${is}`).join(" ")}`,
    say: (state) => {
      const key = (name: string) => `p.resource.${name}`;
      const isNews = ({ key: name, was, is }: AttributeChange) =>
        (state[key(name)] ?? was?.slice(0, LONGEST_VALUE) ?? null) !== (is?.slice(0, LONGEST_VALUE) ?? null);
      const news = changes.filter(isNews);
      if (news.length === 0) return null;
      const sets: Record<string, StateValue | null> = {};
      for (const { key: name, is } of news) sets[key(name)] = is?.slice(0, LONGEST_VALUE) ?? null;
      const sentences = news.map(({ key: name, was, is }) => `${sayName(name)} was ${said(was)}, is ${said(is)}`);
      return {
        sets,
        title: `${sayName(service)}: ${sayList(sentences, 2)}`,
        detail: { region, keys: news.map(({ key: name }) => name) },
      };
    },
  };
}
