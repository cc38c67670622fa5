/**
 * Attribute keys and values to choose from, sampled from the newest blocks of a window: suggestions, not a census.
 */
import type pg from "pg";
import type { AnyValue, Attributes } from "../../model/attributes.ts";
import type { Signal } from "../../model/columns.ts";
import type { TimeWindow } from "../../model/time.ts";
import { readAttributes } from "../../otlp/readAttributes.ts";
import { AttributesTag } from "../block/attributeMatch.ts";
import type { BlockView, FetchedBlock } from "../block/blockView.ts";
import { LogView } from "../block/decodeLogs.ts";
import { SpanView } from "../block/decodeSpans.ts";
import { findCandidates } from "./blockCandidates.ts";
import { fetchBlocks, fetchChunks } from "./blockReads.ts";
import { pointAttributesTag, seriesOfWindow } from "./readMetrics.ts";
import { readDefinitions } from "./seriesDictionary.ts";

const MOST_BLOCKS = 12;
const CHUNKS_PER_BLOCK = 2;
const MOST_SERIES = 4000;

export interface AttributeQuery {
  readonly tenant: number;
  readonly window: TimeWindow;
  readonly signal: Signal;
  readonly limit: number;
}

export async function readAttributeKeys(pool: pg.Pool, query: AttributeQuery): Promise<string[]> {
  const counts = new Map<string, number>();
  for await (const { attributes, weight } of sampledAttributes(pool, query)) {
    for (const { key } of attributes) counts.set(key, (counts.get(key) ?? 0) + weight);
  }
  return mostUsed(counts).slice(0, query.limit);
}

export async function readAttributeValues(pool: pg.Pool, query: AttributeQuery & { key: string }): Promise<AnyValue[]> {
  const counts = new Map<string, number>();
  const values = new Map<string, AnyValue>();
  for await (const { attributes, weight } of sampledAttributes(pool, query)) {
    for (const { key, value } of attributes) {
      if (key !== query.key) continue;
      const text = `${value.type}:${value.type === "empty" ? "" : textOfValue(value)}`;
      counts.set(text, (counts.get(text) ?? 0) + weight);
      values.set(text, value);
    }
  }
  return mostUsed(counts)
    .slice(0, query.limit)
    .flatMap((text) => values.get(text) ?? []);
}

function textOfValue(value: Exclude<AnyValue, { type: "empty" }>): string {
  return JSON.stringify(value.value, (_, part) => (typeof part === "bigint" ? String(part) : part)) ?? "";
}

function mostUsed(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key);
}

interface Sample {
  readonly attributes: Attributes;
  readonly weight: number;
}

async function* sampledAttributes(pool: pg.Pool, query: AttributeQuery): AsyncGenerator<Sample> {
  if (query.signal === "metrics") {
    yield* seriesAttributes(pool, query);
    return;
  }
  const { signal, tenant, window } = query;
  const { blocks } = await findCandidates(pool, { signal, tenant, window, terms: [] });
  blocks.sort((a, b) => b.tMax - a.tMax);
  for (const candidate of blocks.slice(0, MOST_BLOCKS)) {
    for (const block of await fetchBlocks(pool, signal, tenant, [candidate])) {
      yield* blockAttributes(pool, query, block);
    }
  }
}

async function* blockAttributes(pool: pg.Pool, query: AttributeQuery, block: FetchedBlock): AsyncGenerator<Sample> {
  const isSpans = query.signal === "traces";
  const view: BlockView = isSpans ? new SpanView(block) : new LogView(block);
  for (const { message } of view.origins.resources) {
    yield { attributes: readAttributes(message, 0, message.length, AttributesTag.RESOURCE), weight: view.count };
  }
  const last = block.places.length - 1;
  const chunks = [...new Set([last, Math.floor(last / 2)])].slice(0, CHUNKS_PER_BLOCK);
  await fetchChunks(pool, query.signal, query.tenant, [{ view, chunks }]);
  for (const chunk of chunks) {
    const place = block.places[chunk];
    if (place === undefined || !view.hasChunk(chunk)) continue;
    for (let row = place.firstRecord; row < place.firstRecord + place.records; row++) {
      view.seekRest(row);
      const tag = isSpans ? AttributesTag.SPAN : AttributesTag.LOG;
      yield { attributes: readAttributes(view.restBytes, view.restFrom, view.restEnd, tag), weight: 1 };
    }
  }
}

async function* seriesAttributes(pool: pg.Pool, { tenant, window }: AttributeQuery): AsyncGenerator<Sample> {
  const series = [...(await seriesOfWindow(pool, tenant, window, MOST_BLOCKS))].slice(-MOST_SERIES);
  for (const definition of (await readDefinitions(pool, tenant, series)).values()) {
    const { attributes, resource, kind } = definition;
    yield { attributes: readAttributes(attributes, 0, attributes.length, pointAttributesTag(kind)), weight: 1 };
    yield { attributes: readAttributes(resource, 0, resource.length, AttributesTag.RESOURCE), weight: 1 };
  }
}
