/** Everything that exists at the instant, as rows of a table: trouble first, numbers of the moving playhead in place. Pure. */
import { joinedThings, joinNumbers } from "../../server/analysis/graph/joinPeers.ts";
import { NO_NUMBERS, type Numbers } from "../../server/analysis/graph/mapGraph.ts";
import { thingName } from "../../server/analysis/history/thingNames.ts";
import { valueWords } from "../../server/analysis/stateWords.ts";
import {
  FRAMED_KINDS,
  type Health,
  THING_KINDS,
  type ThingId,
  type ThingKind,
  thingId,
} from "../../server/model/state.ts";
import type { ThingView } from "../../server/routers/stateAnswer.ts";
import { serviceOf } from "./differenceRows.ts";

export interface StateRow extends Numbers {
  readonly id: ThingId;
  readonly kind: ThingKind;
  readonly name: string;
  readonly service: string | null;
  /** What its rate counts: database, messaging_system, else requests. */
  readonly peerType: string | null;
  /** One sentence; null when healthy or never judged. */
  readonly reason: string | null;
  readonly instances: number | null;
  readonly versions: string;
}

const ORDER: Readonly<Record<Health, number>> = { failed: 0, degraded: 1, healthy: 2, unknown: 3 };

export const KIND_NAMES: Readonly<Record<ThingKind, string>> = {
  service: "service",
  placement: "in a region",
  peer: "peer",
  edge: "calls",
  placedEdge: "calls by region",
  version: "version",
  instance: "instance",
  host: "host",
  pod: "pod",
  node: "node",
  region: "region",
  zone: "zone",
  subject: "subject",
  alert: "alert",
  slo: "objective",
};

/** The others keep what they had at rest while the playhead moves. */
const FRAMED: ReadonlySet<ThingKind> = new Set(FRAMED_KINDS);

/** A peer that is a service of its own is one row with it (server/analysis/graph/joinPeers.ts). `numbersAt`: while the playhead moves; null for what is not known there. */
export function stateRows(
  things: readonly ThingView[],
  numbersAt: ((thing: string) => Numbers | null) | null,
): StateRow[] {
  const joined = joinedThings(things, false, NONE);
  const peers = new Map(things.flatMap((peer) => [[joined.get(peer.id), peer] as const]));
  const rows = things.flatMap((thing): StateRow[] => {
    if (joined.has(thing.id)) return [];
    const peer = peers.get(thing.id);
    const at = ({ id, kind }: ThingView) => (numbersAt && FRAMED.has(kind) ? (numbersAt(id) ?? NO_NUMBERS) : null);
    const [own, other] = [at(thing), peer && at(peer)];
    const now = own && other ? joinNumbers(own, other) : own;
    const numbers = now ?? (peer ? joinNumbers(thing, peer) : numbersOf(thing));
    const { instances, versions, version } = thing.properties;
    const row: StateRow = {
      ...{ id: thing.id, kind: thing.kind, name: thingName(thing.id), service: serviceOf(thing.id) },
      ...numbers,
      peerType:
        unitOf(thing) ?? unitOfPlace(thing, peers) ?? (peer && !(own ?? thing).requestsPerSecond ? unitOf(peer) : null),
      // The sentence has the numbers of the instant at rest.
      reason: now ? null : reasonOf(thing, peer, numbers.health),
      instances: typeof instances === "number" ? instances : null,
      versions: versions !== undefined || version !== undefined ? valueWords(versions ?? version ?? null) : "",
    };
    return [row];
  });
  return rows.sort(troubleFirst);
}

const NONE: ReadonlySet<string> = new Set();
const UNIT_AT: Partial<Readonly<Record<ThingKind, number>>> = { peer: 0, edge: 2, placedEdge: 4 };

function unitOf({ kind, names }: ThingView): string | null {
  const at = UNIT_AT[kind];
  return at === undefined ? null : (names[at] ?? null);
}
/** A database counts queries in each of its regions too. */
function unitOfPlace(
  { kind, names, requestsPerSecond }: ThingView,
  peers: ReadonlyMap<ThingId | undefined, ThingView>,
) {
  const peer = kind === "placement" ? peers.get(thingId("service", names[0] ?? "")) : undefined;
  return peer && !requestsPerSecond ? unitOf(peer) : null;
}
/** Of the one whose health counts. */
function reasonOf(thing: ThingView, peer: ThingView | undefined, health: Health): string | null {
  return (
    (thing.health === health ? thing.reason : null) ?? (peer?.health === health ? peer.reason : null) ?? thing.reason
  );
}

function numbersOf({ health, requestsPerSecond, errorRatio, p95Seconds, saturation }: ThingView): Numbers {
  return { health, requestsPerSecond, errorRatio, p95Seconds, saturation };
}

function troubleFirst(a: StateRow, b: StateRow): number {
  const byHealth = Math.min(2, ORDER[a.health]) - Math.min(2, ORDER[b.health]);
  return byHealth || THING_KINDS.indexOf(a.kind) - THING_KINDS.indexOf(b.kind) || compare(a.name, b.name);
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Those of a kind (null: all) whose name, kind or reason holds the text. */
export function foundRows(rows: readonly StateRow[], text: string, kind: string): StateRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (kind === "" || row.kind === kind) &&
      (wanted === "" || `${row.name}\n${row.versions}\n${row.reason ?? ""}`.toLowerCase().includes(wanted)),
  );
}
