/**
 * Which rows a waterfall shows and which of them are in sight. Collapsing skips subtrees; windowing is arithmetic on fixed rows, so
 * both stay quick with 100,000 rows and need no object per row.
 */
import { NO_ROW } from "../../server/analysis/traceTree.ts";
import type { TraceModel } from "./traceModel.ts";

export const ROW_PX = 22;
/** Below the last row. */
const FOOT_PX = 8;
/** Rows that any screen shows without scrolling, that a usual one does, and how many stand above a row that is scrolled to at first. */
const FIRST_IN_SIGHT = 10;
const USUALLY_IN_SIGHT = 24;
const ROWS_ABOVE = 6;

type Shape = Pick<TraceModel, "count" | "parent" | "subtreeEnd">;

export const hasChildren = ({ subtreeEnd }: Pick<Shape, "subtreeEnd">, row: number): boolean =>
  (subtreeEnd[row] ?? 0) > row + 1;

/** Rows not hidden below a collapsed one, ascending. */
export function visibleRows(shape: Pick<Shape, "count" | "subtreeEnd">, collapsed: ReadonlySet<number>): Uint32Array {
  const rows = new Uint32Array(shape.count);
  let count = 0;
  for (let row = 0; row < shape.count; ) {
    rows[count++] = row;
    row = collapsed.size > 0 && collapsed.has(row) ? (shape.subtreeEnd[row] ?? shape.count) : row + 1;
  }
  return rows.subarray(0, count);
}

/** Where a row stands among the visible ones; of a hidden row, its nearest visible ancestor (or what stands before it). */
export function visibleIndex(visible: Uint32Array, row: number): number {
  let [low, high] = [0, visible.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((visible[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** First and last (exclusive) index in sight of a list of `count` rows. */
export function windowOf(scrollPx: number, heightPx: number, count: number): { first: number; last: number } {
  const first = Math.max(0, Math.min(count, Math.floor(scrollPx / ROW_PX)));
  return { first, last: Math.min(count, Math.ceil((scrollPx + heightPx) / ROW_PX)) };
}

/** How high `count` rows are. */
export const contentPx = (count: number): number => count * ROW_PX + FOOT_PX;

/**
 * The scroll position that brings a row of `count` into sight with some rows around it; unchanged when it is in sight. Never beyond
 * what a list of this height can scroll: the browser would stop there without a word.
 */
export function scrollTo(index: number, scrollPx: number, heightPx: number, count: number): number {
  const most = Math.max(0, contentPx(count) - heightPx);
  const from = Math.min(scrollPx, most);
  const [top, margin] = [index * ROW_PX, Math.min(3 * ROW_PX, heightPx / 4)];
  if (top < from + margin) return Math.max(0, top - margin);
  if (top + ROW_PX > from + heightPx - margin) return Math.min(most, top + ROW_PX - heightPx + margin);
  return from;
}

/**
 * Where a list stands at first, whatever its height: at its top, or with some rows above the one looked at. So that the server, which
 * knows no height, and the browser begin alike.
 */
export function firstScroll(index: number, count: number): number {
  const most = Math.max(0, count - USUALLY_IN_SIGHT);
  return index < FIRST_IN_SIGHT ? 0 : Math.min(index - ROWS_ABOVE, most) * ROW_PX;
}

/** Without the row's ancestors among the collapsed, so that it shows. */
export function revealing(
  shape: Pick<Shape, "parent">,
  collapsed: ReadonlySet<number>,
  row: number,
): ReadonlySet<number> {
  const left = new Set(collapsed);
  for (let at = shape.parent[row] ?? NO_ROW; at !== NO_ROW; at = shape.parent[at] ?? NO_ROW) left.delete(at);
  return left.size === collapsed.size ? collapsed : left;
}

/** Rows with children that satisfy `wanted`: to collapse all of a service, or everything. */
export function collapsible(shape: Shape, wanted: (row: number) => boolean): Set<number> {
  const rows = new Set<number>();
  for (let row = 0; row < shape.count; row++) if (hasChildren(shape, row) && wanted(row)) rows.add(row);
  return rows;
}

/** Rows whose service, name or id holds the text, ignoring case; none for an empty text, nor before all rows are here. */
export function matchingRows(
  model: Pick<TraceModel, "view" | "place" | "service" | "name" | "services" | "names" | "count">,
  text: string,
): number[] {
  const { view, service, name, services, names, count } = model;
  const wanted = text.trim().toLowerCase();
  if (wanted === "" || model.place) return [];
  const has = (word: string) => word.toLowerCase().includes(wanted);
  const [services_, names_] = [services.map(has), names.map(has)];
  const isId = /^[0-9a-f]{4,16}$/.test(wanted);
  const rows: number[] = [];
  for (let row = 0; row < count; row++) {
    const hit = services_[service[row] ?? 0] || names_[name[row] ?? 0];
    if (hit || (isId && view.rows.spanIds.startsWith(wanted, row * 16))) rows.push(row);
  }
  return rows;
}
