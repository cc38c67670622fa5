/** Everything that one tenant has of a signal, read from the store by id, name and time, as one OTLP/JSON request. */

import type { Signal } from "../model/columns.ts";
import { parseTraceId } from "../model/ids.ts";
import { logsToJson, metricsToJson, tracesToJson } from "../otlp/toJson.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import type { EvalRecord } from "./records.ts";

const EVER = { startMs: 0, endMs: Date.UTC(2200, 0) };
const PAGE = 1_000;

export function protobufToJson(signal: Signal, bytes: Uint8Array): { [key: string]: unknown } {
  if (signal === "traces") return tracesToJson(bytes);
  return signal === "logs" ? logsToJson(bytes) : metricsToJson(bytes);
}

/** `sent` names what to ask for: trace ids and metric names. */
export async function readBack(
  store: TelemetryReader,
  tenant: number,
  signal: Signal,
  sent: readonly EvalRecord[],
): Promise<unknown> {
  if (signal === "logs") return { resourceLogs: await readAllLogs(store, tenant) };
  return signal === "traces"
    ? { resourceSpans: await readTraces(store, tenant, fieldsIn(sent, "traceId")) }
    : { resourceMetrics: await readMetrics(store, tenant, fieldsIn(sent, "name")) };
}

function fieldsIn(records: readonly EvalRecord[], key: string): string[] {
  const values = records.map(({ fields }) => (fields.record as { [key: string]: unknown })[key]);
  return [...new Set(values.filter((value) => typeof value === "string"))];
}

const groupsIn = (object: { [key: string]: unknown }, key: string): unknown[] => {
  const list = object[key];
  return Array.isArray(list) ? list : [];
};

async function readTraces(store: TelemetryReader, tenant: number, ids: readonly string[]): Promise<unknown[]> {
  const groups: unknown[] = [];
  for (const id of ids) {
    const traceId = parseTraceId(id);
    const bytes = traceId && (await store.readTrace({ tenant, traceId }));
    if (bytes) groups.push(...groupsIn(tracesToJson(bytes), "resourceSpans"));
  }
  return groups;
}

async function readMetrics(store: TelemetryReader, tenant: number, names: readonly string[]): Promise<unknown[]> {
  const groups: unknown[] = [];
  for (const name of names) {
    const bytes = await store.readMetrics({ tenant, window: EVER, name, limit: 1_000_000 });
    groups.push(...groupsIn(metricsToJson(bytes), "resourceMetrics"));
  }
  return groups;
}

async function readAllLogs(store: TelemetryReader, tenant: number): Promise<unknown[]> {
  const groups: unknown[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.searchLogs({ tenant, window: EVER, limit: PAGE, order: "oldest", cursor });
    for (const { logsData } of page.records) groups.push(...groupsIn(logsToJson(logsData), "resourceLogs"));
    if (page.next === null || page.records.length === 0) return groups;
    cursor = page.next;
  }
}
