/**
 * Blocks of points -> fewer and larger ones, column by column: points of a series become neighbours, and a block holds few series
 * with many points each, which packs them several times tighter. Repeats next to each other are dropped.
 * The blocks are given in order of arrival, which is kept among points of one instant.
 */

import { TokenPlace, textToken } from "./attributeTokens.ts";
import type { PointView } from "./decodePoints.ts";
import { encodeTable, labelPoints } from "./encodePoints.ts";
import { joinTables, orderPoints, type PointTable, withoutRepeats } from "./pointTable.ts";
import type { RawBlock } from "./rawBlock.ts";
import { TokenFilter } from "./tokens.ts";

/** Several blocks share the points evenly, so that each has at least half of this and is not merged again. */
const MOST_ROWS = 65_536;

/** What finds a series' block again. */
export interface SeriesLabels {
  readonly name: string;
  readonly service: string;
}

export function* mergePoints(
  step: number,
  views: readonly PointView[],
  labels: ReadonlyMap<number, SeriesLabels>,
): Generator<RawBlock> {
  const table = joinTables(views.map((view) => view.toTable()));
  const order = withoutRepeats(table, orderPoints(table));
  const parts = Math.max(Math.ceil(order.length / MOST_ROWS), 1);
  const size = Math.ceil(order.length / parts);
  for (let from = 0; from < order.length; from += size) {
    const rows = order.subarray(from, from + size);
    yield encodeTable(step, table, rows, labelsOf(table, rows, labels));
  }
}

function labelsOf(table: PointTable, rows: Uint32Array, labels: ReadonlyMap<number, SeriesLabels>) {
  const points = new Map<number, number>();
  for (const row of rows) {
    const id = table.series[row] ?? 0;
    points.set(id, (points.get(id) ?? 0) + 1);
  }
  const tokens = new TokenFilter();
  const counts = new Map<string, number>();
  for (const [id, count] of points) {
    const { name, service } = labels.get(id) ?? { name: "", service: "" };
    tokens.add(textToken(TokenPlace.METRIC, name));
    counts.set(service, (counts.get(service) ?? 0) + count);
  }
  return labelPoints(tokens, counts);
}
