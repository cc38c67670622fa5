/** How many events that stand fall into each step of a window: one question, answered from an index without reading rows. */
import { type EventKind, WHOLE_KINDS } from "../../../model/state.ts";
import type { TimeWindow } from "../../../model/time.ts";
import type { EventCounts, EventFilter } from "../../stateStore.ts";
import { copiedNumber, copyRowsOut } from "../copyOut.ts";
import { onClient } from "./clientWork.ts";
import { kindCode, kindOf } from "./codes.ts";
import { ofParts } from "./selectEvents.ts";
import type { StateTools } from "./stateTools.ts";

export interface CountQuery extends EventFilter {
  readonly tenant: number;
  readonly window: TimeWindow;
  readonly steps: number;
}

interface Numbers {
  /** Null: all. */
  readonly things: readonly number[] | null;
  readonly wholes: readonly number[] | null;
}

function sqlOf({ tenant, window, kinds, problemsOnly }: CountQuery, { things, wholes }: Numbers, stepMs: number) {
  const startMs = Math.ceil(window.startMs);
  const where = [
    `tenant = ${tenant} AND at_ms >= ${startMs} AND at_ms < ${Math.ceil(window.endMs)} AND retracted_ms IS NULL`,
    ...(problemsOnly ? ["problem"] : []),
    ...(kinds ? [`kind = ANY ('{${kinds.map(kindCode).join(",")}}')`] : []),
    ...(things ? [`thing = ANY ('{${things.join(",")}}')`] : []),
  ];
  const rows = (more: readonly string[]) =>
    `SELECT at_ms, kind, problem FROM telemetry.state_event WHERE ${[...where, ...more].join(" AND ")}`;
  // Each part by the index that suits it.
  const from = wholes
    ? `${rows([ofParts("<> ALL")])} UNION ALL ${rows([ofParts("= ANY"), `thing = ANY ('{${wholes.join(",")}}')`])}`
    : rows([]);
  return `SELECT floor((at_ms - ${window.startMs}) / ${stepMs}::float8)::int4 AS step, kind, count(*)::int4,
      (count(*) FILTER (WHERE problem))::int4
    FROM (${from}) e GROUP BY 1, 2`;
}

export async function countEvents(tools: StateTools, query: CountQuery): Promise<EventCounts> {
  const { window, steps } = query;
  const stepMs = (window.endMs - window.startMs) / steps;
  const counts: Partial<Record<EventKind, number[]>> = {};
  const problems = new Array<number>(steps).fill(0);
  const things = query.things && (await tools.things.find(tools.pool, query.tenant, query.things));
  if (things?.length === 0 || query.kinds?.length === 0 || stepMs <= 0) {
    return { startMs: window.startMs, stepMs, counts, problems };
  }
  const wholes = query.wholesOnly ? await tools.things.ofKinds(tools.pool, query.tenant, WHOLE_KINDS) : null;
  const sql = sqlOf(query, { things: things ?? null, wholes }, stepMs);
  const rows = await onClient(tools.pool, (client) => copyRowsOut(client, sql));
  for (const row of rows) {
    const [at = 0, kind = 0, count = 0, bad = 0] = row.map(copiedNumber);
    const step = Math.min(at, steps - 1);
    const list = counts[kindOf(kind)] ?? new Array<number>(steps).fill(0);
    counts[kindOf(kind)] = list;
    list[step] = (list[step] ?? 0) + count;
    problems[step] = (problems[step] ?? 0) + bad;
  }
  return { startMs: window.startMs, stepMs, counts, problems };
}
