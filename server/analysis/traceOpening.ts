/**
 * What the screen of a trace shows at first: of a large trace only the rows around the one looked at, so that they stand in the page
 * itself and the rest follows while one reads. A trace up to `WHOLE_ROWS` comes whole.
 * Shape: a `TraceView` whose `rows` are listed ones: `rows.row` names them, ascending, and every row's nearest ancestors are among
 * them, for tree lines; `rows.count` is that of the whole trace. Events, shifts and the path are those of listed rows.
 */
import { entriesWithId, entryOfReference, spanIdAt } from "./spanReferences.ts";
import { dictionary } from "./traceSpans.ts";
import { NO_ROW, RowMark } from "./traceTree.ts";
import type { TraceView } from "./traceView.ts";

export const WHOLE_ROWS = 400;
/** Rows before and after the one looked at: more than any screen shows of them. */
const AROUND = 64;
/** Deeper rows have no tree lines; a trace may be one chain of all its spans. */
const ANCESTORS = 12;

/** `looked` is the span reference of the address, null when it has none. */
export function traceOpening(view: TraceView, looked: string | null): TraceView {
  if (view.rows.count <= WHOLE_ROWS) return view;
  const row = listedRows(view, looked);
  const place = new Map(row.map((one, at) => [one, at]));
  const of = (column: readonly number[]) => row.map((one) => column[one] ?? 0);
  const { rows, events, skew } = view;
  const ticks = events.row.flatMap((one, at) => (place.has(one) ? [at] : []));
  const shifts = skew.row.flatMap((one, at) => (place.has(one) ? [at] : []));
  const shape = shapeOf(rows.parent);
  const { name, names } = namesOf(view, row);
  return {
    ...view,
    rows: {
      ...{ row, count: rows.count, depth: of(shape.depth), subtreeEnd: of(shape.subtreeEnd) },
      spanIds: row.map((one) => spanIdAt(rows, one)).join(""),
      ...{ parent: of(rows.parent), marks: of(rows.marks) },
      ...{ offsetNano: of(rows.offsetNano), durationNano: of(rows.durationNano), selfNano: of(rows.selfNano) },
      ...{ service: of(rows.service), name, kind: of(rows.kind), statusCode: of(rows.statusCode) },
    },
    events: {
      row: ticks.map((at) => events.row[at] ?? 0),
      offsetNano: ticks.map((at) => events.offsetNano[at] ?? 0),
      isException: ticks.map((at) => events.isException[at] ?? 0),
    },
    skew: { row: shifts.map((at) => skew.row[at] ?? 0), shiftNano: shifts.map((at) => skew.shiftNano[at] ?? 0) },
    path: view.path.filter((segment) => place.has(segment.row)),
    names,
  };
}

/** Rows in sight at first and around the one looked at, those that findings name, all that share an id with these, all ancestors. */
function listedRows({ rows, findings, rootRow }: TraceView, looked: string | null): number[] {
  const listed = new Set<number>();
  const around = (at: number) => {
    for (let row = Math.max(0, at - AROUND); row < Math.min(rows.count, at + AROUND); row++) listed.add(row);
  };
  const firstError = findings.find((finding) => finding.kind === "firstError");
  const chosen = looked === null ? null : entryOfReference(rows, looked);
  around(0);
  around(chosen ?? firstError?.row ?? rootRow);
  listed.add(rootRow);
  for (const finding of findings) {
    listed.add(finding.row);
    if (finding.kind === "repeated") listed.add(finding.parentRow);
  }
  for (const row of [...listed]) {
    if (((rows.marks[row] ?? 0) & (RowMark.REPEATED_ID | RowMark.SHARED_ID)) === 0) continue;
    for (const twin of entriesWithId(rows, spanIdAt(rows, row))) listed.add(twin);
  }
  for (const row of [...listed]) {
    let at = rows.parent[row] ?? NO_ROW;
    for (let level = 0; level < ANCESTORS && at !== NO_ROW; level++) {
      listed.add(at);
      at = rows.parent[at] ?? NO_ROW;
    }
  }
  return [...listed].sort((a, b) => a - b);
}

/** Depths, and the first row after each subtree; parents stand before their children. */
function shapeOf(parent: readonly number[]): { readonly depth: number[]; readonly subtreeEnd: number[] } {
  const depth: number[] = [];
  const subtreeEnd = parent.map((_, row) => row + 1);
  for (const above of parent) depth.push(above === NO_ROW ? 0 : (depth[above] ?? 0) + 1);
  for (let row = parent.length - 1; row > 0; row--) {
    const above = parent[row] ?? NO_ROW;
    if (above !== NO_ROW) subtreeEnd[above] = Math.max(subtreeEnd[above] ?? 0, subtreeEnd[row] ?? 0);
  }
  return { depth, subtreeEnd };
}

/** A trace may have as many names as spans: those of listed rows alone, numbered anew. */
function namesOf({ names, rows }: TraceView, listed: readonly number[]) {
  const used = dictionary();
  const name = listed.map((row) => used.indexOf(names[rows.name[row] ?? 0] ?? ""));
  return { name, names: used.words };
}
