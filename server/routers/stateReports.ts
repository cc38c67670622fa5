/**
 * What people and pipelines say happened -> events of the derivation `reported`.
 * A deploy says the service's `p.reportedVersion`, a feature flag each of its properties as `p.flag.NAME`, a configuration each as
 * `p.config.KEY` (null takes it away); other properties go into the event's detail. What was there before is read at the instant.
 * The same said twice is one event: by the key that came with it, else by its content: with an instant of its own for ever, without
 * one for a minute.
 */
import { createHash } from "node:crypto";
import { DomainError } from "../errors.ts";
import {
  type Happening,
  type PropertyValue,
  type StateEvent,
  type StateValue,
  type ThingId,
  type ThingState,
  thingId,
} from "../model/state.ts";
import type { StateReader, StateWriter } from "../store/stateStore.ts";
import type { EventView } from "./stateAnswer.ts";
import { eventView, isProperty } from "./stateViews.ts";

export const REPORTED_KINDS = ["deployed", "featureFlag", "configuration", "annotation", "chaos"] as const;

export interface Report {
  readonly kind: (typeof REPORTED_KINDS)[number];
  /** Null: now. */
  readonly atMs: number | null;
  readonly title: string;
  readonly thing: ThingId;
  readonly version?: string | undefined;
  readonly region?: string | undefined;
  readonly text?: string | undefined;
  readonly url?: string | undefined;
  readonly author?: string | undefined;
  readonly properties?: Readonly<Record<string, PropertyValue | null>> | undefined;
}

export interface Reported {
  readonly tenant: number;
  readonly nowMs: number;
  /** Null: known by its content. */
  readonly key: string | null;
}

type Store = Pick<StateWriter, "reportEvent"> & Pick<StateReader, "readState" | "readEvents">;

/** A clock may go ahead of ours by as much. */
const AHEAD_MS = 10 * 60_000;
const REPEAT_MS = 60_000;

/** What is said of nothing in particular is said of this. */
export const EVERYTHING: ThingId = thingId("subject", "system");

export function thingOfReport({ service, region }: { service?: string | undefined; region?: string | undefined }) {
  if (service !== undefined) return thingId("service", service);
  return region === undefined ? EVERYTHING : thingId("region", region);
}

/** Stores one report; resolves to its event, which is an older one when it was said before. */
export async function storeReport(store: Store, report: Report, { tenant, nowMs, key }: Reported): Promise<StateEvent> {
  refuseFuture(report, nowMs);
  const atMs = report.atMs ?? nowMs;
  const content = contentHash(report);
  const dedupe = key ?? (report.atMs === null ? `${content} ${Math.floor(nowMs / REPEAT_MS)}` : content);
  if (key === null && report.atMs === null) {
    const repeat = await lastMinutes(store, tenant, nowMs, report.thing, content);
    if (repeat) return repeat;
  }
  const { state } = await store.readState({ tenant, atMs });
  const happening = happeningOf({ ...report, atMs }, state.get(report.thing), content);
  return store.reportEvent({ tenant, happening, dedupe });
}

/** Throws INVALID for what has not happened yet. */
export function refuseFuture({ atMs }: Pick<Report, "atMs">, nowMs: number): void {
  if (atMs === null || atMs <= nowMs + AHEAD_MS) return;
  throw new DomainError(
    "INVALID",
    "An event cannot lie in the future. Leave `at` out for now, or mend the clock that said it.",
  );
}

/** The same content said within the last minute, across the border that `dedupe` has. */
async function lastMinutes(store: Store, tenant: number, nowMs: number, thing: ThingId, content: string) {
  const window = { startMs: nowMs - REPEAT_MS, endMs: nowMs + 1 };
  const { events } = await store.readEvents({ tenant, window, things: [thing], order: "newest", limit: 100 });
  return events.find(({ detail }) => detail?.contentHash === content);
}

function contentHash(report: Report): string {
  const sorted = Object.entries(report).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 32);
}

const PREFIXES = { featureFlag: "p.flag.", configuration: "p.config." } as const;

/** The event that a report makes of what was known of its thing. */
export function happeningOf(
  report: Report & { readonly atMs: number },
  before: ThingState | undefined,
  content: string,
): Happening {
  const { kind, atMs, thing, title, version, text, url, author, region, properties = {} } = report;
  const patch: Record<string, StateValue | null> = {};
  if (kind === "deployed" && version !== undefined) patch["p.reportedVersion"] = version;
  const prefix = kind === "featureFlag" || kind === "configuration" ? PREFIXES[kind] : null;
  const more: Record<string, PropertyValue> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (prefix !== null) patch[prefixed(prefix, name)] = value;
    else if (value !== null) more[name] = value;
  }
  if (thing === EVERYTHING && before?.present !== true) patch.present = true;
  const prev = Object.fromEntries(Object.keys(patch).map((key) => [key, before?.[key] ?? null]));
  const said = Object.entries({ text, url, author, version, region }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const detail = { ...more, ...Object.fromEntries(said), contentHash: content };
  return { atMs, kind, thing, patch, prev, title, problem: kind === "chaos", detail };
}

/** Whoever names it as it is answered (`flag.NAME`) means the same. */
function prefixed(prefix: string, name: string): string {
  const said = prefix.slice("p.".length);
  return `${prefix}${name.length > said.length && name.startsWith(said) ? name.slice(said.length) : name}`;
}

/** Before and after of each property that a report changed, for its answer. */
export function changesOf({ patch, prev }: Pick<StateEvent, "patch" | "prev">) {
  return Object.entries(patch).flatMap(([key, after]) => {
    const before = prev[key] ?? null;
    if (!key.startsWith("p.") || !isSaid(after) || !isSaid(before)) return [];
    return [{ property: key.slice(2), before, after }];
  });
}

const isSaid = (value: unknown): value is PropertyValue | null => value === null || isProperty(value);

/** A note of somebody at the console. */
export async function reportPeoplesEvent(
  store: Store,
  said: {
    readonly tenant: number;
    readonly atMs: number;
    readonly title: string;
    readonly thing?: ThingId | undefined;
    readonly text?: string | undefined;
    readonly kind: "annotation" | "deployed" | "featureFlag" | "configuration";
    readonly author: string;
  },
): Promise<{ event: EventView }> {
  const { tenant, author, thing = EVERYTHING, ...rest } = said;
  const report = { ...rest, thing, author: author === "anybody" ? undefined : author };
  return { event: eventView(await storeReport(store, report, { tenant, nowMs: Date.now(), key: null })) };
}
