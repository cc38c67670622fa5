/** Playing stops at the first instant at which a condition begins to hold: exactly, and never for what is not known. */
import { describe, expect, it } from "vitest";
import { HEALTHS, type Health, type ThingId, thingId } from "../../server/model/state.ts";
import { type FrameSet, makeFrameSet } from "../playback/frameSet.ts";
import { type Ahead, firstStop, parseStop, type Stop, writeStop } from "./stopConditions.ts";
import { stoppedWords, stopWords } from "./stopWords.ts";

const checkout = thingId("service", "checkout");
const payments = thingId("service", "payments");
const database = thingId("peer", "database", "orders-db");

const base64 = (numbers: Uint8Array | Float32Array) =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");

interface Cell {
  readonly health?: Health;
  readonly errors?: number;
  readonly p95?: number;
}
/** One row every 10 s from 10 s on; a row of nothing is a gap. */
function framesOf(things: readonly ThingId[], rows: readonly (readonly Cell[])[]): FrameSet {
  const cells = rows.flatMap((row) => things.map((_, i): Cell => row[i] ?? {}));
  const column = (pick: (cell: Cell) => number | undefined) =>
    base64(new Float32Array(cells.map((cell) => pick(cell) ?? Number.NaN)));
  return makeFrameSet({
    atMs: rows.map((_, i) => (i + 1) * 10_000),
    things,
    health: base64(new Uint8Array(cells.map(({ health = "unknown" }) => HEALTHS.indexOf(health)))),
    requestsPerSecond: column(() => undefined),
    errorRatio: column(({ errors }) => errors),
    p95Seconds: column(({ p95 }) => p95),
    saturation: column(() => undefined),
  });
}
const ahead = (over: Partial<Ahead>): Ahead => ({
  fromMs: 10_000,
  toMs: 1_000_000,
  frames: null,
  events: [],
  traces: new Map(),
  ...over,
});
const health = (thing: ThingId, atMs: number, is: Health) => ({
  atMs,
  kind: "health" as const,
  thing,
  patch: { health: is },
  title: `${thing} is ${is}`,
});

describe("in an address", () => {
  const every: readonly [string, Stop][] = [
    ["fails", { kind: "fails", service: null }],
    ["fails:checkout", { kind: "fails", service: "checkout" }],
    ["errors:check%3Aout%2C1:2.5", { kind: "errors", service: "check:out,1", percent: 2.5 }],
    ["p95:checkout:800", { kind: "p95", service: "checkout", ms: 800 }],
    ["trace:checkout", { kind: "trace", service: "checkout" }],
    ["healthy", { kind: "healthy", of: "everything" }],
    ["healthy:peer", { kind: "healthy", of: "peer" }],
    ["event:deployed", { kind: "event", event: "deployed" }],
  ];
  it.each(every)("%s reads as it was written", (text, stop) => {
    expect(parseStop(text)).toEqual(stop);
    expect(writeStop(stop)).toBe(text);
    expect(stopWords(stop)).not.toBe("");
  });

  it.each([
    "",
    "errors:checkout",
    "errors::5",
    "errors:checkout:x",
    "errors:checkout:100",
    "p95:x:-1",
    "trace",
    "event:y",
  ])("%s is no condition", (text) => expect(parseStop(text)).toBeNull());
});

describe("a service fails", () => {
  const events = [
    health(database, 11_000, "failed"),
    health(checkout, 12_000, "degraded"),
    health(payments, 13_000, "failed"),
    health(checkout, 14_000, "failed"),
  ];
  it("stops at the event of the first service, not at a database nor at one that is only degraded", () => {
    const found = firstStop([{ kind: "fails", service: null }], ahead({ events }));
    expect(found?.atMs).toBe(13_000);
    expect(found && stoppedWords(found)).toBe("service:payments is failed");
  });
  it("stops at the chosen one", () => {
    expect(firstStop([{ kind: "fails", service: "checkout" }], ahead({ events }))?.atMs).toBe(14_000);
  });
  it("does not stop at what lies at or before the playhead, nor after the end", () => {
    const stops: Stop[] = [{ kind: "fails", service: null }];
    expect(firstStop(stops, ahead({ events, fromMs: 13_000 }))?.atMs).toBe(14_000);
    expect(firstStop(stops, ahead({ events, toMs: 12_500 }))).toBeNull();
  });
});

describe("a number", () => {
  const stop: Stop = { kind: "errors", service: "checkout", percent: 5 };
  const rows = (...errors: (number | undefined)[]) =>
    framesOf(
      [checkout],
      errors.map((one) => [{ health: "healthy" as const, ...(one !== undefined && { errors: one }) }]),
    );
  it("stops at the frame at which it comes above, not at the bound itself", () => {
    const found = firstStop([stop], ahead({ frames: rows(0, 0.05, 0.051, 0.2) }));
    expect(found?.atMs).toBe(30_000);
    expect(found && stoppedWords(found)).toMatch(/^checkout fails 5\.1\s% of requests, more than 5 %$/);
  });
  it("does not stop again where it holds already, but where it holds anew", () => {
    expect(firstStop([stop], ahead({ frames: rows(0.2, 0.2, 0.3) }))).toBeNull();
    expect(firstStop([stop], ahead({ frames: rows(0.2, 0.2, 0.01, 0.3) }))?.atMs).toBe(40_000);
  });
  it("a stretch without data neither begins nor ends it", () => {
    expect(firstStop([stop], ahead({ frames: rows(0.2, undefined, 0.3) }))).toBeNull();
    expect(firstStop([stop], ahead({ frames: rows(0, undefined, 0.3) }))?.atMs).toBe(30_000);
  });
  it("p95 is compared in milliseconds", () => {
    const frames = framesOf([checkout], [[{ p95: 0.1 }], [{ p95: 0.8 }], [{ p95: 0.801 }]]);
    expect(firstStop([{ kind: "p95", service: "checkout", ms: 800 }], ahead({ frames }))?.atMs).toBe(30_000);
  });
});

describe("everything is healthy", () => {
  const all: Stop = { kind: "healthy", of: "everything" };
  it("holds of all things together, at the first frame at which the last of them is healthy", () => {
    const frames = framesOf(
      [checkout, database],
      [
        [{ health: "failed" }, { health: "degraded" }],
        [{ health: "healthy" }, { health: "degraded" }],
        [{ health: "degraded" }, { health: "healthy" }],
        [{ health: "healthy" }, { health: "healthy" }],
      ],
    );
    expect(firstStop([all], ahead({ frames }))?.atMs).toBe(40_000);
    expect(firstStop([{ kind: "healthy", of: "service" }], ahead({ frames }))?.atMs).toBe(20_000);
    expect(firstStop([{ kind: "healthy", of: "peer" }], ahead({ frames }))?.atMs).toBe(30_000);
  });
  it("no data is not healthy: neither one thing that fell silent nor a gap of everything", () => {
    const silent = framesOf(
      [checkout, payments],
      [
        [{ health: "failed" }, { health: "healthy" }],
        [{}, { health: "healthy" }],
      ],
    );
    expect(firstStop([all], ahead({ frames: silent }))).toBeNull();
    const gap = framesOf([checkout], [[{ health: "failed" }], [{}], [{}], [{ health: "healthy" }]]);
    expect(firstStop([all], ahead({ frames: gap }))?.atMs).toBe(40_000);
  });
  it("what is healthy already is not awaited", () => {
    const frames = framesOf([checkout], [[{ health: "healthy" }], [{ health: "healthy" }]]);
    expect(firstStop([all], ahead({ frames }))).toBeNull();
  });
});

it("of several conditions the earliest counts, and says which it was", () => {
  const found = firstStop(
    [
      { kind: "event", event: "deployed" },
      { kind: "trace", service: "checkout" },
      { kind: "fails", service: null },
    ],
    ahead({
      events: [health(checkout, 60_000, "failed"), { ...health(checkout, 70_000, "healthy"), kind: "deployed" }],
      traces: new Map([["checkout", { traceId: "abc", atMs: 55_500 }]]),
    }),
  );
  expect(found).toMatchObject({ atMs: 55_500, traceId: "abc", stop: { kind: "trace" } });
  expect(found && stoppedWords(found)).toBe("A trace of checkout has an error");
});
