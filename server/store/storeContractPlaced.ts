/** What a store must say of requests and edges by region, of exceptions, and of when resources were there. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Span, SpanEvent } from "../model/span.ts";
import type { TimeWindow } from "../model/time.ts";
import { unixNano } from "../model/time.ts";
import type { ResourceLogs, ResourceSpans } from "../otlp/groups.ts";
import {
  attributesOf,
  logColumns,
  logOf,
  logsFrom,
  NOON_MS,
  resourceOf,
  spanColumns,
  spanIdOf,
  spanOf,
  spansFrom,
  traceIdOf,
} from "../testing/builders.ts";
import { incrementsOf } from "../testing/increments.ts";
import { type AnyStore, flushOf, type OpenStore, type StoreFactory, TENANT } from "./storeContract.ts";
import type { Flush } from "./telemetryStore.ts";

const MINUTE_MS = 60_000;
const WINDOW = { startMs: NOON_MS, endMs: NOON_MS + MINUTE_MS };
const SERVER = 2;
const CLIENT = 3;
const FAILED = { code: 2, message: "" };

const placed = (service: string, region: string | null, spans: readonly Span[]): ResourceSpans => ({
  ...spansFrom(service, spans),
  resource: resourceOf(service, region === null ? {} : { "cloud.region": region }),
});
const exception = (timeMs: number, type?: string): SpanEvent => ({
  timeUnixNano: unixNano(timeMs),
  name: "exception",
  attributes: attributesOf({ "exception.message": "broken", ...(type && { "exception.type": type }) }),
  droppedAttributesCount: 0,
});
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** gateway (us) calls checkout (eu), which calls pay (nowhere; it fails) and a database; pay calls audit, which is nowhere either. */
function callsAcrossRegions() {
  const span = (id: number, parent: number | null, parts: Partial<Span> & { durationMs?: number }) =>
    spanOf({
      traceId: traceIdOf(70),
      spanId: spanIdOf(id),
      parentSpanId: parent === null ? null : spanIdOf(parent),
      ...parts,
    });
  return spanColumns(
    placed("gateway", "us", [span(1, null, { kind: SERVER }), span(2, 1, { kind: CLIENT, durationMs: 8 })]),
    placed("checkout", "eu", [
      span(3, 2, { kind: SERVER }),
      span(4, 3, { kind: CLIENT, status: FAILED }),
      span(5, 3, {
        kind: CLIENT,
        attributes: attributesOf({ "db.system.name": "redis", "server.address": "cart-db" }),
      }),
    ]),
    placed("pay", null, [span(6, 4, { kind: SERVER, status: FAILED }), span(7, 6, { kind: CLIENT })]),
    placed("audit", null, [span(8, 7, { kind: SERVER })]),
  );
}

/** checkout in a second region, once failing; a service that only works for itself. */
function moreRequests() {
  const span = (id: number, parts: Partial<Span> = {}) =>
    spanOf({ traceId: traceIdOf(71), spanId: spanIdOf(id), parentSpanId: spanIdOf(99), ...parts });
  return spanColumns(
    placed("checkout", "us", [span(11), span(12, { status: FAILED }), span(13, { kind: 1 })]),
    placed("worker", "eu", [span(14, { kind: 1 }), span(15, { kind: 1, status: FAILED })]),
  );
}

function thrown() {
  const late = NOON_MS + 25_000;
  const other = { ...exception(late, "Unseen"), name: "retry" };
  const events = [exception(late, "TimeoutError"), exception(NOON_MS, "IOError"), exception(late), other];
  const span = spanOf({ traceId: traceIdOf(72), durationMs: 29_000, status: FAILED, events });
  const log = logOf({ severityNumber: 17, attributes: attributesOf({ "exception.type": "IOError", n: 1n }) });
  const talk = logOf({ body: { type: "string", value: "no exception.type here" } });
  return [spanColumns(spansFrom("mail", [span])), logColumns(logsFrom("mail", [talk, log, talk, log]))];
}

export function storeContractPlaced(open: StoreFactory): void {
  describe("regions and exceptions", () => {
    let opened: OpenStore;
    let store: AnyStore;
    let flushes: Flush[] = [];
    const ONE = { tenant: TENANT, window: WINDOW, stepMs: MINUTE_MS };
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
      flushes = [[callsAcrossRegions()], [moreRequests()], thrown()].map((columns) => ({
        ...flushOf(...columns),
        increments: incrementsOf(columns, NOON_MS + MINUTE_MS),
      }));
      for (const flush of flushes) await store.append(flush);
    });
    afterAll(() => opened.close());

    const placements = async () =>
      (await store.readPlacements(ONE)).series.map((it) => [
        it.service,
        it.region,
        it.entry,
        it.calls[0],
        it.errors[0],
      ]);
    const edges = async () =>
      (await store.readPlacedEdges(ONE)).series.map((it) => [
        `${it.client}/${it.clientRegion} -> ${it.server}/${it.serverRegion}`,
        it.type,
        it.calls[0],
        it.errors[0],
        it.durationSumSeconds[0],
      ]);
    const exceptions = async (service?: string) =>
      (await store.readExceptions({ ...ONE, stepMs: 10_000, service })).series;

    const PLACEMENTS = [
      ["checkout", "eu", true, 1, 0],
      ["checkout", "us", true, 2, 1],
      ["gateway", "us", true, 1, 0],
      ["worker", "eu", false, 2, 1],
    ];
    const EDGES = [
      ["checkout/eu -> cart-db/", "database", 1, 0, 0.01],
      ["checkout/eu -> pay/", "", 1, 1, 0.01],
      ["gateway/us -> checkout/eu", "", 1, 0, 0.008],
      ["user/ -> gateway/us", "virtual_node", 1, 0, 0.01],
    ];
    const EXCEPTIONS = [
      { service: "mail", type: "", count: [0, 0, 1, 0, 0, 0] },
      { service: "mail", type: "IOError", count: [3, 0, 0, 0, 0, 0] },
      { service: "mail", type: "TimeoutError", count: [0, 0, 1, 0, 0, 0] },
    ];

    it("count a service's requests in each region, all of its spans where it serves nobody", async () => {
      expect(await placements()).toEqual(PLACEMENTS);
      const { series } = await store.readPlacements({ ...ONE, service: "checkout" });
      expect(series.map(({ region }) => region)).toEqual(["eu", "us"]);
    });

    it("tell edges apart by the regions of both ends, and leave out those that have none", async () => {
      expect(await edges()).toEqual(EDGES);
    });

    it("add up to what is counted of services and edges", async () => {
      const { series: services } = await store.readServices({ ...ONE, service: "checkout" });
      const { series: inRegions } = await store.readPlacements({ ...ONE, service: "checkout" });
      expect(services[0]?.calls).toEqual([3]);
      expect(sum(inRegions.map((it) => sum(it.calls)))).toBe(3);
      expect(sum(inRegions.map((it) => sum(it.durationSumSeconds)))).toBeCloseTo(
        sum(services.flatMap((it) => it.durationSumSeconds)),
      );
      const { series: all } = await store.readEdges({ ...ONE, service: "checkout" });
      const { series: placedOnes } = await store.readPlacedEdges(ONE);
      const ofCheckout = placedOnes.filter((it) => it.client === "checkout" || it.server === "checkout");
      expect(sum(all.flatMap((it) => it.calls))).toBe(3);
      expect(sum(ofCheckout.flatMap((it) => it.calls))).toBe(3);
    });

    it("count exceptions of spans when they happened, and of log records, by their type", async () => {
      expect(await exceptions()).toEqual(EXCEPTIONS);
      expect(await exceptions("pay")).toEqual([]);
    });

    it("count nothing twice when a flush is sent again, as after a connection broke while it committed", async () => {
      for (const flush of flushes) expect((await store.append(flush)).repeats).toHaveLength(flush.requests.length);
      expect(await placements()).toEqual(PLACEMENTS);
      expect(await exceptions()).toEqual(EXCEPTIONS);
    });

    it("are the same once folded, on every step", async () => {
      await expect.poll(async () => await store.foldDerived(), { timeout: 10_000 }).toBeGreaterThan(0);
      expect(await placements()).toEqual(PLACEMENTS);
      expect(await edges()).toEqual(EDGES);
      expect(await exceptions()).toEqual(EXCEPTIONS);
      const hour = { ...ONE, window: { startMs: NOON_MS, endMs: NOON_MS + 3_600_000 }, stepMs: 3_600_000 };
      const { series } = await store.readPlacements(hour);
      expect(series.map((it) => [it.service, it.region, it.entry, it.calls[0], it.errors[0]])).toEqual(PLACEMENTS);
    });
  });
  storeContractSightings(open);
}

function storeContractSightings(open: StoreFactory): void {
  describe("sightings of resources", () => {
    let opened: OpenStore;
    let store: AnyStore;
    const own = { "service.instance.id": "cart-1", "service.version": "2", "cloud.region": "eu", "host.name": "h1" };
    const logs = (minutes: readonly number[], more: Record<string, string | bigint> = own): ResourceLogs => ({
      ...logsFrom(
        "cart",
        minutes.map((minute) => logOf({ timeMs: NOON_MS + minute * MINUTE_MS })),
      ),
      resource: resourceOf("cart", more),
    });
    const HOURS = Array.from({ length: 60 }, (_, i) => 100 + i * 4);
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
      const put = async (...groups: ResourceLogs[]) => {
        const columns = [logColumns(...groups)];
        const increments = incrementsOf(columns, NOON_MS + 6 * 3_600_000);
        await store.append({ ...flushOf(...columns), increments });
      };
      await put(logs([0, 4]), logs([1, 2], { ...own, replica: 3n }));
      await put(logs([9, 20]));
      await put(logs(HOURS, { "service.instance.id": "cart-2" }));
    });
    afterAll(() => opened.close());

    const minutes = (fromMinute: number, toMinute: number): TimeWindow => ({
      startMs: NOON_MS + fromMinute * MINUTE_MS,
      endMs: NOON_MS + toMinute * MINUTE_MS,
    });
    const seenIn = async (window: TimeWindow, reachMs?: number) =>
      (await store.readSightings({ tenant: TENANT, window, reachMs })).map((it) => [
        it.instance,
        it.attributes.replica ?? "",
        (it.firstSeenMs - NOON_MS) / MINUTE_MS,
        (it.lastSeenMs - NOON_MS) / MINUTE_MS,
      ]);

    it("are one stretch across a silence of five minutes and two across a longer one; other attributes are another resource", async () => {
      expect(await seenIn(minutes(0, 30))).toEqual([
        ["cart-1", "", 0, 9],
        ["cart-1", "3", 1, 2],
        ["cart-1", "", 20, 20],
      ]);
    });

    it("touch the window, and are whole where they reach beyond it", async () => {
      expect(await seenIn(minutes(3, 4))).toEqual([["cart-1", "", 0, 9]]);
      expect(await seenIn(minutes(10, 19))).toEqual([]);
      expect(await seenIn(minutes(20, 21))).toEqual([["cart-1", "", 20, 20]]);
      expect(await seenIn(minutes(250, 251))).toEqual([["cart-2", "", 100, 336]]);
    });

    it("say who it was, with all attributes as text, before and after folding", async () => {
      const ask = () => store.readSightings({ tenant: TENANT, window: minutes(1, 3) });
      const before = await ask();
      const identity = { instance: "cart-1", version: "2", environment: "", region: "eu", zone: "", host: "h1" };
      expect(before[1]).toEqual({
        service: "cart",
        ...identity,
        attributes: { "service.name": "cart", ...own, replica: "3" },
        firstSeenMs: NOON_MS + MINUTE_MS,
        lastSeenMs: NOON_MS + 2 * MINUTE_MS,
      });
      await expect.poll(async () => await store.foldDerived(), { timeout: 10_000 }).toBeGreaterThan(0);
      expect(await ask()).toEqual(before);
      expect(await seenIn(minutes(250, 251))).toEqual([["cart-2", "", 100, 336]]);
      const [[, , first = 0, last = 0] = []] = (await seenIn(minutes(250, 251), 30 * MINUTE_MS)) as number[][];
      expect([first > 200, last < 300]).toEqual([true, true]);
    });
  });
}
