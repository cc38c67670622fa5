/**
 * The tree of a trace, whatever arrived: rows in the order a waterfall shows them (a parent, then its children by start).
 * Every span has exactly one row. What is wrong with a trace becomes a mark on a row, never a lost span and never an exception:
 *   - a parent that never arrived is a placeholder row (MISSING) that spans its children (ORPHAN), one per missing id;
 *   - several roots stand side by side, in order of start;
 *   - parents that form a ring are cut at the ring's earliest span (CYCLE), which becomes a root;
 *   - an id shared by a CLIENT and a SERVER half (as Zipkin sends it): the server is the client's child (SHARED_ID), the
 *     children of the id are the server's; an id used twice otherwise is told (REPEATED_ID), the earliest owns the children;
 *   - an end before the start (REVERSED) has length 0; a child that leaves its parent's time is told (OUTSIDE).
 * Self time: the span's length less what its children cover, counted once where they overlap, clipped to the span.
 * Cost: linear in spans after one hash of ids (columns come sorted by start); no recursion.
 * Next: `clockSkew.ts`, `criticalPath.ts`, `traceFindings.ts`; rows go to the screen by `server/routers/traces.ts`.
 */
import { SpanKind } from "../model/span.ts";
import type { TraceSpans } from "./traceSpans.ts";

export const RowMark = {
  MISSING: 1,
  ORPHAN: 2,
  CYCLE: 4,
  REVERSED: 8,
  OUTSIDE: 16,
  REPEATED_ID: 32,
  SHARED_ID: 64,
} as const;

export const NO_ROW = -1;

export interface TraceTree {
  /** Rows: every span and one per missing parent. */
  readonly count: number;
  /** Row -> span, NO_ROW for a placeholder. */
  readonly span: Int32Array;
  /** Row -> row of the parent, NO_ROW for a root. */
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** Row -> the first row after its subtree; so `row + 1 < subtreeEnd[row]` means it has children. */
  readonly subtreeEnd: Int32Array;
  readonly offsetNano: Float64Array;
  /** Never negative. */
  readonly durationNano: Float64Array;
  readonly selfNano: Float64Array;
  /** Bits of RowMark. */
  readonly marks: Uint8Array;
  /** Placeholder rows and the id their children name. */
  readonly missing: readonly { readonly row: number; readonly spanId: string }[];
}

/** The tree of these spans. */
export function traceTree(spans: TraceSpans): TraceTree {
  const links = linkParents(spans);
  cutCycles(spans, links);
  const rows = layOutRows(spans, links);
  measureRows(rows);
  return rows;
}

/** Nodes are spans, then placeholders: node `spans.count + k` is `missingIds[k]`. */
interface Links {
  readonly parent: Int32Array;
  readonly marks: Uint8Array;
  readonly missingIds: string[];
}

const mark = (marks: Uint8Array, at: number, bit: number) => {
  marks[at] = (marks[at] ?? 0) | bit;
};

function linkParents(spans: TraceSpans): Links {
  const marks = new Uint8Array(spans.count);
  const owner = new Map<string, number>();
  const client = new Map<string, number>();
  for (let i = 0; i < spans.count; i++) {
    const id = spans.spanId[i] ?? "";
    const first = owner.get(id);
    if (first === undefined) owner.set(id, i);
    else if (isHalves(spans, first, i) && !client.has(id)) {
      const [clientSpan, serverSpan] = spans.kind[i] === SpanKind.CLIENT ? [i, first] : [first, i];
      client.set(id, clientSpan);
      owner.set(id, serverSpan);
      mark(marks, clientSpan, RowMark.SHARED_ID);
      mark(marks, serverSpan, RowMark.SHARED_ID);
    } else mark(marks, i, RowMark.REPEATED_ID);
  }
  const parent = new Int32Array(spans.count).fill(NO_ROW);
  const missing = new Map<string, number>();
  for (let i = 0; i < spans.count; i++) {
    const half = client.get(spans.spanId[i] ?? "");
    if (half !== undefined && half !== i && owner.get(spans.spanId[i] ?? "") === i) {
      parent[i] = half;
      continue;
    }
    const id = spans.parentSpanId[i] ?? "";
    if (id === "") continue;
    const found = owner.get(id);
    if (found !== undefined) parent[i] = found;
    else {
      if (!missing.has(id)) missing.set(id, spans.count + missing.size);
      parent[i] = missing.get(id) ?? NO_ROW;
      mark(marks, i, RowMark.ORPHAN);
    }
  }
  return { parent, marks, missingIds: [...missing.keys()] };
}

function isHalves(spans: TraceSpans, a: number, b: number): boolean {
  const [one, other] = [spans.kind[a], spans.kind[b]];
  return (
    (one === SpanKind.CLIENT && other === SpanKind.SERVER) || (one === SpanKind.SERVER && other === SpanKind.CLIENT)
  );
}

/** Follows parents from each span; a walk that meets itself found a ring, which is cut at its earliest span. */
function cutCycles(spans: TraceSpans, { parent, marks }: Links): void {
  const walk = new Int32Array(spans.count).fill(NO_ROW);
  for (let i = 0; i < spans.count; i++) {
    let at = i;
    while (at >= 0 && at < spans.count && walk[at] === NO_ROW) {
      walk[at] = i;
      at = parent[at] ?? NO_ROW;
    }
    if (at < 0 || at >= spans.count || walk[at] !== i) continue;
    let earliest = at;
    for (let next = parent[at] ?? NO_ROW; next !== at; next = parent[next] ?? NO_ROW) {
      earliest = Math.min(earliest, next);
    }
    parent[earliest] = NO_ROW;
    mark(marks, earliest, RowMark.CYCLE);
  }
}

/** Children as linked lists (spans come by start, so appending keeps their order), then one walk that writes the rows. */
function layOutRows(spans: TraceSpans, { parent, marks, missingIds }: Links) {
  const nodes = spans.count + missingIds.length;
  const [first, last, next] = [nodes + 1, nodes + 1, nodes].map((size) => new Int32Array(size).fill(NO_ROW)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const append = (list: number, node: number) => {
    if (first[list] === NO_ROW) first[list] = node;
    else next[last[list] ?? 0] = node;
    last[list] = node;
  };
  const listed = new Uint8Array(missingIds.length);
  for (let i = 0; i < spans.count; i++) {
    const above = parent[i] ?? NO_ROW;
    append(above === NO_ROW ? nodes : above, i);
    if (above < spans.count || listed[above - spans.count]) continue;
    listed[above - spans.count] = 1;
    append(nodes, above);
  }
  const rows = emptyRows(nodes);
  const rowOf = new Int32Array(nodes);
  const missing: { row: number; spanId: string }[] = [];
  let row = 0;
  let node = first[nodes] ?? NO_ROW;
  const path: number[] = [];
  while (node !== NO_ROW) {
    rowOf[node] = row;
    const above = path.at(-1);
    rows.parent[row] = above === undefined ? NO_ROW : (rowOf[above] ?? NO_ROW);
    rows.depth[row] = path.length;
    if (node < spans.count) writeSpan(rows, row, spans, node, marks);
    else {
      rows.marks[row] = RowMark.MISSING;
      missing.push({ row, spanId: missingIds[node - spans.count] ?? "" });
    }
    row++;
    const child = first[node] ?? NO_ROW;
    if (child !== NO_ROW) {
      path.push(node);
      node = child;
      continue;
    }
    rows.subtreeEnd[rowOf[node] ?? 0] = row;
    while (node !== NO_ROW && (next[node] ?? NO_ROW) === NO_ROW) {
      node = path.pop() ?? NO_ROW;
      if (node !== NO_ROW) rows.subtreeEnd[rowOf[node] ?? 0] = row;
    }
    if (node !== NO_ROW) node = next[node] ?? NO_ROW;
  }
  return { ...rows, missing };
}

function emptyRows(count: number) {
  return {
    count,
    span: new Int32Array(count).fill(NO_ROW),
    parent: new Int32Array(count),
    depth: new Int32Array(count),
    subtreeEnd: new Int32Array(count),
    offsetNano: new Float64Array(count),
    durationNano: new Float64Array(count),
    selfNano: new Float64Array(count),
    marks: new Uint8Array(count),
  };
}

type Rows = ReturnType<typeof emptyRows>;

function writeSpan(rows: Rows, row: number, spans: TraceSpans, span: number, marks: Uint8Array): void {
  const length = spans.lengthNano[span] ?? 0;
  rows.span[row] = span;
  rows.offsetNano[row] = spans.offsetNano[span] ?? 0;
  rows.durationNano[row] = Math.max(0, length);
  rows.marks[row] = (marks[span] ?? 0) | (length < 0 ? RowMark.REVERSED : 0);
}

/** Placeholders take their children's hull; then self times and OUTSIDE, children by start, each stretch covered once. */
function measureRows(rows: Rows): void {
  const { parent, subtreeEnd, offsetNano, durationNano, selfNano, marks } = rows;
  for (let row = 0; row < rows.count; row++) {
    const isMissing = ((marks[row] ?? 0) & RowMark.MISSING) !== 0;
    if (isMissing) {
      let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let child = row + 1; child < (subtreeEnd[row] ?? 0); child = subtreeEnd[child] ?? rows.count) {
        from = Math.min(from, offsetNano[child] ?? 0);
        to = Math.max(to, (offsetNano[child] ?? 0) + (durationNano[child] ?? 0));
      }
      offsetNano[row] = from;
      durationNano[row] = to - from;
      continue;
    }
    const start = offsetNano[row] ?? 0;
    const end = start + (durationNano[row] ?? 0);
    let covered = start;
    let self = 0;
    for (let child = row + 1; child < (subtreeEnd[row] ?? 0); child = subtreeEnd[child] ?? rows.count) {
      const from = Math.min(end, Math.max(start, offsetNano[child] ?? 0));
      const to = Math.min(end, (offsetNano[child] ?? 0) + (durationNano[child] ?? 0));
      if (from > covered) self += from - covered;
      covered = Math.max(covered, to);
    }
    selfNano[row] = self + Math.max(0, end - covered);
    const above = parent[row] ?? NO_ROW;
    if (above === NO_ROW || ((marks[above] ?? 0) & RowMark.MISSING) !== 0) continue;
    const [low, high] = [offsetNano[above] ?? 0, (offsetNano[above] ?? 0) + (durationNano[above] ?? 0)];
    if (start < low || end > high) mark(marks, row, RowMark.OUTSIDE);
  }
}
