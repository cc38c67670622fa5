/**
 * Which rows of a log block a LogQuery means. First by columns alone, then, when text or attributes are asked for, by the records'
 * own fields, for which the rows' chunks must be there.
 */

import { anyValueText } from "../../otlp/anyValueText.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { readAnyValue } from "../../otlp/readAttributes.ts";
import type { LogQuery } from "../telemetryStore.ts";
import { AttributeJudge, AttributesTag, type PreparedFilter, prepareFilter } from "./attributeMatch.ts";
import { compareHalves } from "./blockView.ts";
import type { LogView } from "./decodeLogs.ts";
import { bytesOfHex, idEquals } from "./idColumns.ts";

const BODY_TAG = 0x2a;

/** Instants as halves: from inclusive, to exclusive. */
export interface HalvesWindow {
  readonly fromHi: number;
  readonly fromLo: number;
  readonly toHi: number;
  readonly toLo: number;
}

export class LogFilter {
  private readonly query: LogQuery;
  private readonly window: HalvesWindow;
  private readonly text: string | null;
  private readonly traceId: Uint8Array | null;
  private readonly spanId: Uint8Array | null;
  readonly filters: readonly PreparedFilter[];

  constructor(query: LogQuery, window: HalvesWindow) {
    this.query = query;
    this.window = window;
    this.text = query.text ? query.text.toLowerCase() : null;
    this.traceId = query.traceId ? bytesOfHex(query.traceId) : null;
    this.spanId = query.spanId ? bytesOfHex(query.spanId) : null;
    this.filters = (query.attributes ?? []).map(prepareFilter);
  }

  get needsRest(): boolean {
    return this.text !== null || this.filters.some(({ on }) => on !== "resource");
  }

  judgeOf(view: LogView): AttributeJudge {
    return new AttributeJudge(this.filters, AttributesTag.LOG, view.origins);
  }

  columnRows(view: LogView, judge: AttributeJudge): number[] {
    const scopes = view.origins.scopes.map(({ resource }) => {
      const service = view.origins.services[view.origins.resources[resource]?.service ?? 0] ?? "";
      return (this.query.services?.includes(service) ?? true) && judge.admitsResource(resource);
    });
    const rows: number[] = [];
    if (scopes.every((isIn) => !isIn)) return rows;
    const { hi, lo } = view.time;
    const { fromHi, fromLo, toHi, toLo } = this.window;
    for (let row = 0; row < view.count; row++) {
      if (!scopes[view.scope[row] ?? 0]) continue;
      if (compareHalves(hi[row] ?? 0, lo[row] ?? 0, fromHi, fromLo) < 0) continue;
      if (compareHalves(hi[row] ?? 0, lo[row] ?? 0, toHi, toLo) >= 0) continue;
      if (!this.admitsSeverity(view.severity[row] ?? 0)) continue;
      if (!this.admitsIds(view, row)) continue;
      rows.push(row);
    }
    return rows;
  }

  private admitsSeverity(severity: number): boolean {
    const ranges = this.query.severities;
    return ranges === undefined || ranges.some(({ from, to }) => severity >= from && severity <= to);
  }

  private admitsIds(view: LogView, row: number): boolean {
    const { traceId, spanId } = this;
    if (traceId && !hasId(view.block.ids, view.traceIdAt(row), traceId)) return false;
    return spanId === null || hasId(view.block.ids, view.spanIdAt(row), spanId);
  }

  /** Of these rows those whose own fields match too. */
  judge(view: LogView, judge: AttributeJudge, rows: readonly number[]): number[] {
    if (!this.needsRest) return [...rows];
    const readers = new Map<Uint8Array, ProtobufReader>();
    return rows.filter((row) => {
      if (!view.hasChunk(view.chunkOf(row))) return false;
      view.seekRest(row);
      const { restBytes, restFrom, restEnd } = view;
      const resource = view.origins.scopes[view.scope[row] ?? 0]?.resource ?? 0;
      if (!judge.matches(resource, restBytes, restFrom, restEnd)) return false;
      if (this.text === null) return true;
      const reader = readers.get(restBytes) ?? new ProtobufReader(restBytes);
      readers.set(restBytes, reader);
      return bodyText(reader, restFrom, restEnd).toLowerCase().includes(this.text);
    });
  }
}

function hasId(ids: Uint8Array, at: number, id: Uint8Array): boolean {
  return at >= 0 && idEquals(ids, at, id);
}

/** The body of the record with these fields as text. */
function bodyText(reader: ProtobufReader, from: number, end: number): string {
  let text = "";
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === BODY_TAG) text = anyValueText(readAnyValue(reader, reader.payload, at));
  }
  return text;
}
