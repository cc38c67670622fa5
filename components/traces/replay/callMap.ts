/**
 * The services of one trace as a small map: from left to right by how far they are from the first, top to bottom by when they were first
 * called. Shape: rows of a trace -> boxes and the calls between them, in cells of a grid. Pure.
 */
import { NO_ROW } from "../../../server/analysis/traceTree.ts";
import { isMissing, serviceOf, type TraceModel } from "../traceModel.ts";

export interface CallBox {
  readonly service: string;
  readonly column: number;
  readonly line: number;
  /** Its spans. */
  readonly rows: readonly number[];
}
export interface CallLine {
  readonly from: CallBox;
  readonly to: CallBox;
  /** Spans of `to` that `from` called. */
  readonly rows: readonly number[];
}
export interface CallMap {
  readonly boxes: readonly CallBox[];
  readonly lines: readonly CallLine[];
  readonly columns: number;
  /** Boxes in the fullest column. */
  readonly height: number;
}

interface Found {
  readonly service: string;
  column: number;
  readonly rows: number[];
}

export function callMap(model: TraceModel): CallMap {
  const found = new Map<string, Found>();
  const calls = new Map<string, number[]>();
  for (let row = 0; row < model.count; row++) {
    if (isMissing(model, row)) continue;
    const service = serviceOf(model, row);
    const caller = callerOf(model, row);
    const one = found.get(service) ?? { service, column: (found.get(caller ?? "")?.column ?? -1) + 1, rows: [] };
    found.set(service, one);
    one.rows.push(row);
    if (caller === null || caller === service) continue;
    const key = `${caller}\0${service}`;
    const rows = calls.get(key);
    if (rows) rows.push(row);
    else calls.set(key, [row]);
  }
  const lines: number[] = [];
  const boxes = new Map<string, CallBox>();
  for (const { service, column, rows } of found.values()) {
    const line = lines[column] ?? 0;
    lines[column] = line + 1;
    boxes.set(service, { service, column, line, rows });
  }
  const between = [...calls].flatMap(([key, rows]): CallLine[] => {
    const [caller = "", service = ""] = key.split("\0");
    const [from, to] = [boxes.get(caller), boxes.get(service)];
    return from && to ? [{ from, to, rows }] : [];
  });
  return { boxes: [...boxes.values()], lines: between, columns: lines.length, height: Math.max(1, ...lines) };
}

/** The service of the nearest span above that arrived; null at the root. */
function callerOf(model: TraceModel, row: number): string | null {
  const above = model.parent[row] ?? NO_ROW;
  return above === NO_ROW || isMissing(model, above) ? null : serviceOf(model, above);
}
