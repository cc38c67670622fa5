/**
 * The part of compaction that is about points: their blocks are merged as columns, without OTLP between.
 */
import type pg from "pg";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import type { FetchedBlock } from "../block/blockView.ts";
import { PointView, readSeriesList } from "../block/decodePoints.ts";
import { mergePoints, type SeriesLabels } from "../block/mergePoints.ts";
import { serviceOf } from "../block/originTable.ts";
import type { RawBlock } from "../block/rawBlock.ts";
import { fetchChunks } from "./blockReads.ts";
import { readDefinitions } from "./seriesDictionary.ts";

/** Null: a block is gone meanwhile. The blocks are given in order of arrival. */
export async function mergePointBlocks(
  pool: pg.Pool,
  tenant: number,
  step: number,
  blocks: readonly FetchedBlock[],
): Promise<Iterable<RawBlock> | null> {
  const series = new Set<number>();
  for (const { ids } of blocks) for (const id of readSeriesList(ids)) series.add(id);
  const definitions = await readDefinitions(pool, tenant, [...series]);
  const labels = new Map<number, SeriesLabels>();
  for (const [id, { head, resource }] of definitions) {
    labels.set(id, { name: nameIn(head), service: serviceOf(new ProtobufReader(resource), 0, resource.length) });
  }
  const views = blocks.map((block) => new PointView(block));
  const wishes = views.map((view) => ({ view, chunks: view.block.places.map((_, chunk) => chunk) }));
  return (await fetchChunks(pool, "metrics", tenant, wishes)) ? mergePoints(step, views, labels) : null;
}

function nameIn(head: Uint8Array): string {
  const reader = new ProtobufReader(head);
  let name = "";
  for (let at = 0; at < head.length; ) {
    at = reader.field(at, head.length);
    if (reader.tag === 0x0a) name = reader.text(reader.payload, at);
  }
  return name;
}
