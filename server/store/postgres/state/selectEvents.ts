/**
 * Questions for events as SQL text of numbers only (COPY takes no parameters): what is asked for, as known when, in which order.
 * Those that stand have indexes by order, thing, kind and problem; with several things or kinds each is asked by itself, so that a rare
 * one is found at once. Those taken back are few and lie in an index of their own.
 */
import type pg from "pg";
import { copyRowsOut } from "../copyOut.ts";
import { kindCode } from "./codes.ts";
import { type EventRow, eventRow, READ_COLUMNS } from "./eventRows.ts";

/** Kinds and things by their numbers; left out: all. */
export interface EventAsk {
  readonly tenant: number;
  readonly kinds?: readonly number[];
  readonly things?: readonly number[];
  readonly problemsOnly?: boolean;
  /** Whole things: of the kinds of PARTS_KINDS only theirs. */
  readonly wholes?: readonly number[];
  /** Null: as it is known now. */
  readonly asKnownAtMs: number | null;
  /** All that was ever said, whenever it was known. */
  readonly withRetracted?: boolean;
}
/** startMs <= atMs < endMs, and a further condition on at_ms and rank. */
export interface EventRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly beyond?: string;
}
export type Direction = "next" | "previous";

const orderOf = (direction: Direction) => (direction === "next" ? "at_ms, rank" : "at_ms DESC, rank DESC");
const inList = (column: string, values: readonly number[]) => `${column} = ANY ('{${values.join(",")}}')`;

/** What happens to parts more often than anybody wants to be told: health, coming and going. */
const PARTS_KINDS = (["health", "appeared", "vanished"] as const).map(kindCode);
export const ofParts = (comparison: "= ANY" | "<> ALL") => `kind ${comparison} ('{${PARTS_KINDS.join(",")}}')`;

function conditions(ask: EventAsk, { startMs, endMs, beyond }: EventRange): string[] {
  return [
    `tenant = ${ask.tenant} AND at_ms >= ${startMs} AND at_ms < ${endMs}`,
    ...(beyond ? [beyond] : []),
    ...(ask.problemsOnly ? ["problem"] : []),
    ...(ask.wholes ? [`(${ofParts("<> ALL")} OR ${inList("thing", ask.wholes)})`] : []),
  ];
}

/** Those that stand now. */
function standing(ask: EventAsk, range: EventRange, columns: string, tail: string): string {
  const where = ["retracted_ms IS NULL", ...conditions(ask, range)];
  if (ask.asKnownAtMs !== null && !ask.withRetracted) where.push(`known_ms <= ${ask.asKnownAtMs}`);
  const select = (more: readonly string[]) =>
    `SELECT ${columns} FROM telemetry.state_event WHERE ${[...where, ...more].join(" AND ")} ${tail}`;
  const kinds = ask.kinds ? [inList("kind", ask.kinds)] : [];
  if (ask.things) return eachOf("thing", "int4", ask.things, (one) => select([one, ...kinds]));
  if (ask.kinds && !ask.problemsOnly) return eachOf("kind", "int2", ask.kinds, (one) => select([one]));
  return select(kinds);
}
function eachOf(column: string, type: string, values: readonly number[], select: (one: string) => string): string {
  return `SELECT e.* FROM unnest('{${values.join(",")}}'::${type}[]) AS asked (one)
    CROSS JOIN LATERAL (${select(`${column} = asked.one`)}) e`;
}

/** Those taken back that count all the same; null when none do. */
function retracted(ask: EventAsk, range: EventRange, columns: string, tail: string): string | null {
  if (ask.asKnownAtMs === null && !ask.withRetracted) return null;
  const where = ["retracted_ms IS NOT NULL", ...conditions(ask, range)];
  if (!ask.withRetracted) where.push(`known_ms <= ${ask.asKnownAtMs}`, `retracted_ms > ${ask.asKnownAtMs}`);
  if (ask.kinds) where.push(inList("kind", ask.kinds));
  if (ask.things) where.push(inList("thing", ask.things));
  return `SELECT ${columns} FROM telemetry.state_event WHERE ${where.join(" AND ")} ${tail}`;
}

/** In order of at_ms and rank, at most `limit` of them; `columns` must hold both. */
export function eventsSql(
  ask: EventAsk,
  range: EventRange,
  columns: string,
  direction: Direction,
  limit: number | null,
): string {
  const tail = `ORDER BY ${orderOf(direction)}${limit === null ? "" : ` LIMIT ${limit}`}`;
  const branches = [standing(ask, range, columns, tail), retracted(ask, range, columns, tail)].filter(
    (branch) => branch !== null,
  );
  return `SELECT * FROM (${branches.map((branch) => `(${branch})`).join(" UNION ALL ")}) e ${tail}`;
}

export async function selectEvents(
  client: pg.ClientBase,
  ask: EventAsk,
  range: EventRange,
  direction: Direction,
  limit: number | null,
): Promise<EventRow[]> {
  return (await copyRowsOut(client, eventsSql(ask, range, READ_COLUMNS, direction, limit))).map(eventRow);
}
