/** Requests in flight as a consistent cut: where a trace stands, also where clocks disagree. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spanIdOf, traceIdOf } from "../testing/builders.ts";
import { type SpanInFlight, tracesInFlight } from "./openTraces.ts";

const T = 1_000_000;
/** A span of trace 1 from `from` to `to` milliseconds after T; parent 0 is none. */
const span = (
  id: number,
  parent: number,
  from: number,
  to: number,
  more: Partial<SpanInFlight> = {},
): SpanInFlight => ({
  ...{ traceId: traceIdOf(1), spanId: spanIdOf(id), parentSpanId: parent === 0 ? null : spanIdOf(parent) },
  ...{ service: `s${id}`, name: `op ${id}`, failed: false, startMs: T + from, endMs: T + to },
  ...more,
});
const standing = (spans: readonly SpanInFlight[]) =>
  tracesInFlight(spans, T).map(({ open }) => open.map(({ service, sinceMs }) => [service, sinceMs - T]));

describe("tracesInFlight", () => {
  it("says where a trace stands: in its innermost open span", () => {
    const [trace] = tracesInFlight(
      [span(1, 0, -100, 50), span(2, 1, -80, 40), span(3, 2, -10, 30, { failed: true })],
      T,
    );
    expect(trace).toEqual({
      ...{
        traceId: traceIdOf(1),
        rootService: "s1",
        rootName: "op 1",
        startedMs: T - 100,
        endedMs: T + 50,
        failed: true,
      },
      open: [{ spanId: spanIdOf(3), service: "s3", name: "op 3", sinceMs: T - 10 }],
    });
  });

  it("shows each of several calls in parallel", () => {
    expect(standing([span(1, 0, -100, 50), span(2, 1, -80, 40), span(3, 1, -70, 30)])).toEqual([
      [
        ["s2", -80],
        ["s3", -70],
      ],
    ]);
  });

  it("shows no server before its client, however clocks stand", () => {
    // The server's clock is 20 ms ahead: at T it seems to be under way, and its client begins at T + 5.
    expect(standing([span(1, 0, -100, 50), span(2, 1, 5, 30), span(3, 2, -5, 25)])).toEqual([[["s1", -100]]]);
    // And what the server called is not under way either.
    expect(standing([span(2, 0, 5, 30), span(3, 2, -5, 25), span(4, 3, -3, 20)])).toEqual([]);
    // Once the client has begun, so has the server, since then.
    expect(standing([span(2, 0, -2, 30), span(3, 2, -5, 25)])).toEqual([[["s3", -2]]]);
  });

  it("keeps a trace whose root is not here or has ended, and knows no end of it", () => {
    const [trace] = tracesInFlight([span(5, 4, -10, 20)], T);
    expect(trace).toMatchObject({ rootService: null, rootName: null, endedMs: null, startedMs: T - 10 });
  });

  it("names the root of a trace that goes on after its request was answered", () => {
    const [trace] = tracesInFlight([span(1, 0, -100, -50), span(2, 1, -60, 40)], T);
    expect(trace).toMatchObject({ rootService: "s1", rootName: "op 1", startedMs: T - 100, endedMs: null });
    expect(trace?.open.map(({ service }) => service)).toEqual(["s2"]);
  });

  it("puts those under way longest first", () => {
    const of = (trace: number, from: number) => span(1, 0, from, 10, { traceId: traceIdOf(trace) });
    expect(tracesInFlight([of(1, -5), of(2, -50), of(3, -20)], T).map(({ startedMs }) => startedMs - T)).toEqual([
      ...[-50, -20, -5],
    ]);
  });

  it("ends with rings and with spans that are their own parents", () => {
    expect(standing([span(1, 1, -5, 5)])).toEqual([[["s1", -5]]]);
    expect(standing([span(1, 2, -5, 5), span(2, 1, -4, 5)])).toHaveLength(1);
  });

  it("never shows a span before any of those above it, nor one that has ended", () => {
    const drawn = fc.record({ parent: fc.nat(12), from: fc.integer({ min: -20, max: 10 }), length: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 12 }), (list) => {
        const spans = list.map(({ parent, from, length }, at) => span(at + 1, parent % (at + 1), from, from + length));
        const byId = new Map(spans.map((one) => [one.spanId, one]));
        for (const { spanId } of tracesInFlight(spans, T).flatMap(({ open }) => open)) {
          const seen = new Set<SpanInFlight>();
          let one = byId.get(spanId);
          expect(one?.endMs).toBeGreaterThan(T);
          for (; one && !seen.has(one); one = one.parentSpanId ? byId.get(one.parentSpanId) : undefined) {
            expect(one.startMs).toBeLessThanOrEqual(T);
            seen.add(one);
          }
        }
      }),
    );
  });
});
