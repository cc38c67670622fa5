/**
 * A trace ready for drawing: the answer of `traces.byId` as typed arrays with what follows from it (depth, subtree ends, events by
 * row). Rows double as spans, so the analyses of server/analysis run on a model as it is.
 * Of a large trace the rows in sight come first (`place` says which); the others are then blank until the whole is here.
 * Units: nanoseconds relative to the trace's start. `isAdjusted` says that the clock shifts are in the offsets; the trace then starts
 * at `originNano`, since its earliest span as sent may be one whose clock was behind.
 */
import { criticalPath, type PathSegment } from "../../server/analysis/criticalPath.ts";
import { entriesWithId, entryOfReference, spanIdAt } from "../../server/analysis/spanReferences.ts";
import { NO_ROW, RowMark } from "../../server/analysis/traceTree.ts";
import type { TraceView } from "../../server/analysis/traceView.ts";
import { slotsApart } from "../charts/palette.ts";

export interface TraceModel {
  readonly view: TraceView;
  readonly isAdjusted: boolean;
  /** By how much the drawn start lies after `view.startUnixNano`; 0 as sent. */
  readonly originNano: number;
  /** Row -> its entry in `view.rows`, while only some rows are here; null once all are. */
  readonly place: ReadonlyMap<number, number> | null;
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
  /** Rows of one value were stamped by one clock. */
  readonly clock: Uint32Array;
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
  const put = spreader(view);
  const [parent, marks] = [
    put(rows.parent, new Int32Array(count).fill(NO_ROW)),
    put(rows.marks, new Uint8Array(count)),
  ];
  const offsetNano = put(rows.offsetNano, new Float64Array(count));
  const isAdjusted = adjust && view.skew.row.length > 0;
  if (isAdjusted) {
    view.skew.row.forEach((row, i) => {
      offsetNano[row] = (offsetNano[row] ?? 0) + (view.skew.shiftNano[i] ?? 0);
    });
  }
  // Rows that are still on their way have no start yet.
  const originNano = isAdjusted && !view.rows.row ? moveToZero(offsetNano) : 0;
  const columns = {
    ...{ count, parent, marks, offsetNano },
    span: Int32Array.from(marks, (bits, row) => (bits & RowMark.MISSING ? NO_ROW : row)),
    durationNano: put(rows.durationNano, new Float64Array(count)),
    selfNano: put(rows.selfNano, new Float64Array(count)),
    service: put(rows.service, new Uint32Array(count)),
    name: put(rows.name, new Uint32Array(count)),
    kind: put(rows.kind, new Int32Array(count)),
    statusCode: put(rows.statusCode, new Int32Array(count)),
    clock: put(rows.clock ?? [], new Uint32Array(count)),
    ...{ services: view.services, slots: slotsApart([view.services]), names: view.names },
    ...shapeOf(parent),
  };
  const place = rows.row ? new Map(rows.row.map((row, entry) => [row, entry])) : null;
  if (rows.depth) put(rows.depth, columns.depth);
  if (rows.subtreeEnd) put(rows.subtreeEnd, columns.subtreeEnd);
  const path = isAdjusted && !place ? criticalPath(columns, columns, view.rootRow) : view.path;
  const isOnPath = new Uint8Array(count);
  for (const { row } of path) isOnPath[row] = 1;
  return { view, isAdjusted, originNano, place, ...columns, firstEvent: firstEvents(view), path, isOnPath };
}

/** Moves all so that the earliest is 0; answers with by how much. */
function moveToZero(offsetNano: Float64Array): number {
  const earliest = offsetNano.reduce((least, offset) => Math.min(least, offset), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(earliest)) return 0;
  for (let row = 0; row < offsetNano.length; row++) offsetNano[row] = (offsetNano[row] ?? 0) - earliest;
  return earliest;
}

/** Entries of a column to their rows: in order, or where the answer lists rows, each to the one it is of. */
function spreader({
  rows,
}: TraceView): <Column extends Int32Array | Uint8Array | Uint32Array | Float64Array>(
  entries: readonly number[],
  column: Column,
) => Column {
  return (entries, column) => {
    if (rows.row) {
      for (const [entry, row] of rows.row.entries()) column[row] = entries[entry] ?? 0;
    } else column.set(entries);
    return column;
  };
}

/** False for a row of a large trace that is still on its way. */
export const isHere = ({ place }: Pick<TraceModel, "place">, row: number): boolean => !place || place.has(row);

/** Depths and subtree ends follow from parents, since every parent stands before its children. */
function shapeOf(parent: Int32Array): Pick<TraceModel, "depth" | "deepest" | "subtreeEnd"> {
  const depth = new Int32Array(parent.length);
  const subtreeEnd = new Int32Array(parent.length);
  let deepest = 0;
  for (let row = 0; row < parent.length; row++) {
    const above = parent[row] ?? NO_ROW;
    const level = above === NO_ROW ? 0 : (depth[above] ?? 0) + 1;
    depth[row] = level;
    if (level > deepest) deepest = level;
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

/** "" for a row that is still on its way. */
export function spanIdOf({ view, place }: TraceModel, row: number): string {
  return spanIdAt(view.rows, place ? (place.get(row) ?? Number.MAX_SAFE_INTEGER) : row);
}

/** The reference of a row, for the URL and for `traces.span` (form: server/analysis/spanReferences.ts). */
export function spanReference(model: TraceModel, row: number): { readonly spanId: string; readonly nth: number } {
  const spanId = spanIdOf(model, row);
  const entry = model.place ? (model.place.get(row) ?? -1) : row;
  return { spanId, nth: Math.max(0, entriesWithId(model.view.rows, spanId).indexOf(entry)) };
}

/** `<id>` or `<id>~<nth>`. A parent that never arrived is referred to by the id that its children name; no span has that id. */
export function writeSpanReference({ spanId, nth }: { readonly spanId: string; readonly nth: number }): string {
  return nth === 0 ? spanId : `${spanId}~${nth}`;
}

/** The row that a reference names, or null when the trace has none such. */
export function rowOfReference({ view }: TraceModel, text: string): number | null {
  const entry = entryOfReference(view.rows, text);
  return entry === null ? null : (view.rows.row?.[entry] ?? entry);
}

export const serviceOf = (model: TraceModel, row: number): string => model.services[model.service[row] ?? 0] ?? "";
export const nameOf = (model: TraceModel, row: number): string => model.names[model.name[row] ?? 0] ?? "";
export const isMissing = (model: TraceModel, row: number): boolean => ((model.marks[row] ?? 0) & RowMark.MISSING) !== 0;
/** Where a row starts as sent. */
export const sentNano = ({ view, place }: TraceModel, row: number): number =>
  view.rows.offsetNano[place ? (place.get(row) ?? -1) : row] ?? 0;
/** By how much a row is drawn later on the axis than its offset as sent. */
export const shiftNano = (model: TraceModel, row: number): number =>
  (model.offsetNano[row] ?? 0) - sentNano(model, row);
export const endNano = (model: TraceModel, row: number): number =>
  (model.offsetNano[row] ?? 0) + (model.durationNano[row] ?? 0);

/** Earliest start and latest end, as drawn (shifts may move both). */
export function wholeOf({ view, place, count, offsetNano, durationNano }: TraceModel): readonly [number, number] {
  if (place) return [0, Math.max(view.durationNano, 1)];
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (let row = 0; row < count; row++) {
    const start = offsetNano[row] ?? 0;
    from = Math.min(from, start);
    to = Math.max(to, start + (durationNano[row] ?? 0));
  }
  return [Number.isFinite(from) ? from : 0, Math.max(to, from + 1)];
}
