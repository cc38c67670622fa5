/**
 * The part of the waist that answers for what is counted per region, per exception and per instance: what the history of the system is
 * told from, beside the services and edges of derivedReader.ts. Counted at ingest like those, in the same tiers.
 */
import type { CallSeries } from "../model/derived.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Derived, DerivedQuery } from "./derivedReader.ts";
import type { Scope } from "./telemetryStore.ts";

/** A service's requests in one region, by the same rule as `ServiceSeries`; only services whose resource names a region. */
export interface PlacementSeries extends CallSeries {
  readonly service: string;
  readonly region: string;
  readonly entry: boolean;
}
/** An edge told apart by the regions of both ends; "" where that end names none (peers never do). Durations are the caller's. */
export interface PlacedEdgeSeries extends CallSeries {
  readonly client: string;
  readonly clientRegion: string;
  readonly server: string;
  readonly serverRegion: string;
  readonly type: "" | "database" | "messaging_system" | "virtual_node";
}
/** Exceptions recorded on spans (events named `exception`) and in log records with `exception.type`; a span and its log may count both. */
export interface ExceptionSeries {
  readonly service: string;
  /** `exception.type`, else "" when only a message is there. At most 200 types a service, the rest under "(others)". */
  readonly type: string;
  readonly count: readonly number[];
}
/** A stretch in which a resource sent something at least every five minutes. */
export interface Sighting {
  readonly service: string;
  readonly instance: string;
  readonly version: string;
  readonly environment: string;
  readonly region: string;
  readonly zone: string;
  readonly host: string;
  /** All attributes of the resource as text, identity included. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface SightingsQuery extends Scope {
  readonly window: TimeWindow;
  /** How far stretches are followed beyond the window, a day when left out. */
  readonly reachMs?: number;
}

export interface PlacedReader {
  readPlacements(query: DerivedQuery & { service?: string }): Promise<Derived<PlacementSeries>>;
  readPlacedEdges(query: DerivedQuery): Promise<Derived<PlacedEdgeSeries>>;
  readExceptions(query: DerivedQuery & { service?: string }): Promise<Derived<ExceptionSeries>>;
  /** Stretches that touch the window, whole where they reach beyond it by less than `reachMs`. */
  readSightings(query: SightingsQuery): Promise<Sighting[]>;
}
