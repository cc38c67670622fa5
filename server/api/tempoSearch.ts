/**
 * Tempo's search and tag completion, and the small answers by which Grafana's data source knows whom it talks to.
 * Shape: as in Tempo 2.x: `traces` with `spanSets`, `tagNames`/`tagValues`, `scopes`. Numbers of 64 bits are strings.
 * Keys are kept without the place they were seen at, so `scopes` sorts them by the prefixes that resources use.
 * Source: grafana.com/docs/tempo/latest/api_docs; grafana/tempo pkg/tempopb/tempo.proto.
 */
import type { AnyValue } from "../model/attributes.ts";
import type { SpanHit, TelemetryReader, TraceHit } from "../store/telemetryStore.ts";
import { readTempoCount, readTempoSearch, readTempoWindow } from "./tempoQuery.ts";
import { answer, jsonResponse } from "./tempoResponse.ts";

const TENANT = 1;
const MOST_TAGS = 1_000;
/** Matched spans told per trace unless `spss` says otherwise, as in Tempo. */
const SPANS_EACH = 3;
const INTRINSICS = ["duration", "kind", "name", "status"];
const INTRINSIC_VALUES: Record<string, readonly string[]> = {
  kind: ["unspecified", "internal", "server", "client", "producer", "consumer"],
  status: ["error", "ok", "unset"],
};
const OF_RESOURCES =
  /^(service|telemetry|host|k8s|cloud|container|deployment|process|os|device|faas|webengine|aws|gcp|azure)\./;

/** Any path that is none of the API's. */
export function answerUnknownPath(request: Request, api: string, asked: string): Response {
  const { pathname } = new URL(request.url);
  return jsonResponse({ error: "NOT_FOUND", message: `${api} answers nothing at ${pathname}; ${asked}` }, 404);
}

/** GET /api/search */
export function answerTempoSearch(store: TelemetryReader, request: Request, nowMs: number): Promise<Response> {
  return answer(async () => {
    const params = new URL(request.url).searchParams;
    const query = readTempoSearch(params, nowMs);
    const spansEach = readTempoCount(params, "spss", SPANS_EACH);
    const result = await store.searchTraces({ tenant: TENANT, ...query, signal: request.signal });
    const { blocksRead, blocksPruned } = result;
    return jsonResponse({
      traces: result.traces.map((hit) => traceOf(hit, spansEach)),
      metrics: {
        inspectedTraces: result.traces.length,
        completedJobs: 1,
        totalJobs: 1,
        totalBlocks: blocksRead + blocksPruned,
      },
    });
  });
}

function traceOf(hit: TraceHit, spansEach: number): object {
  const spanSet = { spans: hit.matched.slice(0, spansEach).map(spanOf), matched: hit.matchedCount };
  return {
    traceID: hit.traceId,
    rootServiceName: hit.rootService ?? "<root span not yet received>",
    rootTraceName: hit.rootName ?? "",
    startTimeUnixNano: hit.startUnixNano.toString(),
    durationMs: Math.round(hit.durationNano / 1e6),
    spanSet,
    spanSets: [spanSet],
    serviceStats: Object.fromEntries(
      hit.services.map(({ name, spanCount, errorCount }) => [name, { spanCount, errorCount }]),
    ),
  };
}

function spanOf(span: SpanHit): object {
  return {
    spanID: span.spanId,
    name: span.name,
    startTimeUnixNano: span.startUnixNano.toString(),
    durationNanos: String(span.durationNano),
    attributes: [{ key: "service.name", value: { stringValue: span.service } }],
  };
}

/** GET /api/search/tags (version 1) and /api/v2/search/tags (version 2) */
export function answerTempoTags(
  store: TelemetryReader,
  request: Request,
  version: 1 | 2,
  nowMs: number,
): Promise<Response> {
  return answer(async () => {
    const params = new URL(request.url).searchParams;
    const window = readTempoWindow(params, nowMs);
    const tags = await store.attributeKeys({ tenant: TENANT, window, signal: "traces", limit: MOST_TAGS });
    if (version === 1) return jsonResponse({ tagNames: [...new Set(["service.name", ...tags])], metrics: {} });
    const scopes = [
      { name: "resource", tags: tags.filter((tag) => OF_RESOURCES.test(tag)) },
      { name: "span", tags: tags.filter((tag) => !OF_RESOURCES.test(tag)) },
      { name: "intrinsic", tags: INTRINSICS },
    ];
    const wanted = params.get("scope");
    const isAll = wanted === null || wanted === "" || wanted === "none";
    return jsonResponse({ scopes: scopes.filter((scope) => isAll || scope.name === wanted), metrics: {} });
  });
}

/** GET /api/search/tag/<tag>/values (version 1) and /api/v2/search/tag/<tag>/values (version 2) */
export function answerTempoTagValues(
  store: TelemetryReader,
  request: Request,
  tag: string,
  version: 1 | 2,
  nowMs: number,
): Promise<Response> {
  return answer(async () => {
    const params = new URL(request.url).searchParams;
    const window = readTempoWindow(params, nowMs);
    const limit = readTempoCount(params, "limit", MOST_TAGS);
    const values = await tagValues(store, tag, window, limit);
    return jsonResponse({ tagValues: version === 1 ? values.map(({ value }) => value) : values, metrics: {} });
  });
}

/** Services are counted completely; other values are those of a sample of what is stored. */
const SERVICE_TAG = /^(?:resource\.|\.)?"?service\.name"?$/;

type TagValue = { readonly type: string; readonly value: string };

async function tagValues(
  store: TelemetryReader,
  tag: string,
  window: { startMs: number; endMs: number },
  limit: number,
): Promise<TagValue[]> {
  const words = Object.hasOwn(INTRINSIC_VALUES, tag) ? INTRINSIC_VALUES[tag] : undefined;
  if (words) return words.map((value) => ({ type: "keyword", value }));
  if (tag === "duration") return [];
  if (tag === "name") {
    const recent = await store.searchTraces({ tenant: TENANT, window, order: "newest", limit: Math.min(limit, 200) });
    const names = new Set(recent.traces.flatMap((trace) => trace.matched.map((span) => span.name)));
    return [...names].sort().map((value) => ({ type: "string", value }));
  }
  if (SERVICE_TAG.test(tag)) {
    const stepMs = window.endMs - window.startMs;
    const { series } = await store.readServices({ tenant: TENANT, window, stepMs });
    const names = series.map(({ service }) => service).sort();
    return names.slice(0, limit).map((value) => ({ type: "string", value }));
  }
  const key = tag.replace(/^(span|resource)?\./, "").replace(/^"(.*)"$/, "$1");
  const values = await store.attributeValues({ tenant: TENANT, window, signal: "traces", key, limit });
  return values.map(tagValueOf).filter((value) => value !== null);
}

function tagValueOf(value: AnyValue): TagValue | null {
  switch (value.type) {
    case "string":
      return { type: "string", value: value.value };
    case "int":
      return { type: "int", value: value.value.toString() };
    case "double":
      return { type: "float", value: String(value.value) };
    case "bool":
      return { type: "bool", value: String(value.value) };
    default:
      return null;
  }
}

/** GET /api/echo: Grafana's "Save & test". */
export function answerTempoEcho(): Response {
  return new Response("echo", { headers: { "content-type": "text/plain; charset=utf-8" } });
}

/** GET /api/status/buildinfo: Grafana turns features on by this version; ours is Tempo's whose API this is. */
export function answerTempoBuildInfo(): Response {
  return jsonResponse({
    version: "2.6.0",
    revision: "chronoscope",
    branch: "",
    buildUser: "",
    buildDate: "",
    goVersion: "",
  });
}
