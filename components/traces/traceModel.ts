/**
 * A trace ready for drawing: the answer of `traces.byId` as typed arrays with what follows from it (depth, subtree ends, events by
 * row). Rows double as spans, so the analyses of server/analysis run on a model as it is.
 * Units: nanoseconds relative to the trace's start. `isAdjusted` says that the clock shifts are in the offsets.
 */
import { criticalPath, type PathSegment } from "../../server/analysis/criticalPath.ts";
import { NO_ROW, RowMark } from "../../server/analysis/traceTree.ts";
import type { TraceView } from "../../server/routers/traceView.ts";
import { slotsApart } from "../charts/palette.ts";

const ID_DIGITS = 16;

export interface TraceModel {
  readonly view: TraceView;
  readonly isAdjusted: boolean;
  readonly count: number;
  readonly span: Int32Array;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly deepest: number;
  readonly subtreeEnd: Int32Array;
  readonly offsetNano: Float64Array;
  readonly durationNano: Float64Array;
  readonly selfNano: Float64Array;
  readonly service: Uint32Array;
  readonly name: Uint32Array;
  readonly kind: Int32Array;
  readonly statusCode: Int32Array;
  readonly marks: Uint8Array;
  readonly services: readonly string[];
  /** The palette slot of each service, apart from each other within the trace. */
  readonly slots: ReadonlyMap<string, number>;
  readonly names: readonly string[];
  /** Row -> its first entry in `view.events`; the next row's is where they end. */
  readonly firstEvent: Uint32Array;
  readonly path: readonly PathSegment[];
  /** 1 for rows of the critical path. */
  readonly isOnPath: Uint8Array;
}

/** The model of an answer. `adjust` applies the clock shifts. */
export function prepareTrace(view: TraceView, adjust: boolean): TraceModel {
  const { rows } = view;
  const { count } = rows;
  const parent = Int32Array.from(rows.parent);
  const marks = Uint8Array.from(rows.marks);
  const offsetNano = Float64Array.from(rows.offsetNano);
  const isAdjusted = adjust && view.skew.row.length > 0;
  if (isAdjusted) {
    view.skew.row.forEach((row, i) => {
      offsetNano[row] = (offsetNano[row] ?? 0) + (view.skew.shiftNano[i] ?? 0);
    });
  }
  const columns = {
    count,
    parent,
    marks,
    offsetNano,
    span: Int32Array.from(marks, (bits, row) => (bits & RowMark.MISSING ? NO_ROW : row)),
    durationNano: Float64Array.from(rows.durationNano),
    selfNano: Float64Array.from(rows.selfNano),
    service: Uint32Array.from(rows.service),
    name: Uint32Array.from(rows.name),
    kind: Int32Array.from(rows.kind),
    statusCode: Int32Array.from(rows.statusCode),
    services: view.services,
    slots: slotsApart([view.services]),
    names: view.names,
    ...shapeOf(parent),
  };
  const path = isAdjusted ? criticalPath(columns, columns, view.rootRow) : view.path;
  const isOnPath = new Uint8Array(count);
  for (const { row } of path) isOnPath[row] = 1;
  return { view, isAdjusted, ...columns, firstEvent: firstEvents(view), path, isOnPath };
}

/** Depths and subtree ends follow from parents, since every parent stands before its children. */
function shapeOf(parent: Int32Array): Pick<TraceModel, "depth" | "deepest" | "subtreeEnd"> {
  const depth = new Int32Array(parent.length);
  const subtreeEnd = new Int32Array(parent.length);
  let deepest = 0;
  for (let row = 0; row < parent.length; row++) {
    const above = parent[row] ?? NO_ROW;
    depth[row] = above === NO_ROW ? 0 : (depth[above] ?? 0) + 1;
    deepest = Math.max(deepest, depth[row] ?? 0);
    subtreeEnd[row] = row + 1;
  }
  for (let row = parent.length - 1; row > 0; row--) {
    const above = parent[row] ?? NO_ROW;
    if (above !== NO_ROW) subtreeEnd[above] = Math.max(subtreeEnd[above] ?? 0, subtreeEnd[row] ?? 0);
  }
  return { depth, deepest, subtreeEnd };
}

function firstEvents({ rows, events }: TraceView): Uint32Array {
  const first = new Uint32Array(rows.count + 1);
  for (const row of events.row) first[row + 1] = (first[row + 1] ?? 0) + 1;
  for (let row = 0; row < rows.count; row++) first[row + 1] = (first[row + 1] ?? 0) + (first[row] ?? 0);
  return first;
}

export function spanIdOf(model: TraceModel, row: number): string {
  return model.view.rows.spanIds.slice(row * ID_DIGITS, (row + 1) * ID_DIGITS);
}

/** Spans that share an id are told apart by `~1`, `~2` in order of start; the reference of a row, for the URL and for `traces.span`. */
export function spanReference(model: TraceModel, row: number): { readonly spanId: string; readonly nth: number } {
  const spanId = spanIdOf(model, row);
  return { spanId, nth: Math.max(0, rowsWithId(model, spanId).indexOf(row)) };
}

/** `<id>` or `<id>~<nth>`. A parent that never arrived is referred to by the id that its children name; no span has that id. */
export function writeSpanReference({ spanId, nth }: { readonly spanId: string; readonly nth: number }): string {
  return nth === 0 ? spanId : `${spanId}~${nth}`;
}

/** The row that a reference names, or null when the trace has none such. */
export function rowOfReference(model: TraceModel, text: string): number | null {
  const [spanId = "", nth = "0"] = text.toLowerCase().split("~");
  return rowsWithId(model, spanId)[Number(nth)] ?? null;
}

function rowsWithId(model: TraceModel, spanId: string): number[] {
  const rows: number[] = [];
  if (!/^[0-9a-f]{16}$/.test(spanId)) return rows;
  const { spanIds } = model.view.rows;
  for (let at = spanIds.indexOf(spanId); at >= 0; at = spanIds.indexOf(spanId, at + 1)) {
    if (at % ID_DIGITS === 0) rows.push(at / ID_DIGITS);
  }
  const start = (row: number) => model.view.rows.offsetNano[row] ?? 0;
  return rows.sort((a, b) => start(a) - start(b) || (model.durationNano[b] ?? 0) - (model.durationNano[a] ?? 0));
}

export const serviceOf = (model: TraceModel, row: number): string => model.services[model.service[row] ?? 0] ?? "";
export const nameOf = (model: TraceModel, row: number): string => model.names[model.name[row] ?? 0] ?? "";
export const isMissing = (model: TraceModel, row: number): boolean => ((model.marks[row] ?? 0) & RowMark.MISSING) !== 0;
export const endNano = (model: TraceModel, row: number): number =>
  (model.offsetNano[row] ?? 0) + (model.durationNano[row] ?? 0);

/** Earliest start and latest end, as drawn (shifts may move both). */
export function wholeOf(model: TraceModel): readonly [number, number] {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (let row = 0; row < model.count; row++) {
    from = Math.min(from, model.offsetNano[row] ?? 0);
    to = Math.max(to, (model.offsetNano[row] ?? 0) + (model.durationNano[row] ?? 0));
  }
  return [Number.isFinite(from) ? from : 0, Math.max(to, from + 1)];
}
