/**
 * Increments that tell where something happened, and what was thrown: requests of a service in a region, call edges with the regions of
 * both ends, exceptions by type. Kinds of increments.ts since its version 2.
 * Shape and units: as there. How often something was called is the total of its cells.
 */
import type { Cells } from "./durationCells.ts";
import { readCells } from "./incrementsCells.ts";
import type { PackedReader } from "./packed.ts";

/** Requests of a service whose resource names a region: its SERVER and CONSUMER spans (`entry`), or its others. */
export interface PlacementIncrement {
  readonly bucket: number;
  readonly service: string;
  readonly region: string;
  readonly entry: boolean;
  readonly errors: number;
  readonly sumNano: number;
  readonly cells: Cells;
}

/** A call edge of which at least one end names its region; "" where an end names none. Durations are the caller's, else the server's. */
export interface PlacedEdgeIncrement {
  readonly bucket: number;
  readonly client: string;
  readonly clientRegion: string;
  readonly server: string;
  readonly serverRegion: string;
  /** Index in EDGE_TYPES. */
  readonly type: number;
  readonly errors: number;
  readonly sumNano: number;
  readonly cells: Cells;
}

export interface ExceptionIncrement {
  readonly bucket: number;
  readonly service: string;
  /** `exception.type`, "" where only a message is there. */
  readonly type: string;
  readonly count: number;
}

/** Types of exceptions that are told apart per service; the rest is OTHER_EXCEPTIONS. */
export const MAX_EXCEPTION_TYPES = 200;
export const OTHER_EXCEPTIONS = "(others)";

export function readPlacement(reader: PackedReader, bucket: () => number, text: () => string): PlacementIncrement {
  return {
    bucket: bucket(),
    service: text(),
    region: text(),
    entry: reader.byte() === 1,
    errors: reader.uint(),
    sumNano: reader.uint(),
    cells: readCells(reader),
  };
}

export function readPlacedEdge(reader: PackedReader, bucket: () => number, text: () => string): PlacedEdgeIncrement {
  return {
    bucket: bucket(),
    client: text(),
    clientRegion: text(),
    server: text(),
    serverRegion: text(),
    type: reader.byte(),
    errors: reader.uint(),
    sumNano: reader.uint(),
    cells: readCells(reader),
  };
}

export function readException(reader: PackedReader, bucket: () => number, text: () => string): ExceptionIncrement {
  return { bucket: bucket(), service: text(), type: text(), count: reader.uint() };
}
