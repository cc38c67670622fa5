/** Trees of traces as they should be, and of traces that nobody would draw by hand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpanKind } from "../model/span.ts";
import { type SpanRow, traceSpansOf } from "./traceSpans.ts";
import { NO_ROW, RowMark, traceTree } from "./traceTree.ts";

const span = (
  spanId: string,
  parentSpanId: string,
  from: number,
  to: number,
  more: Partial<SpanRow> = {},
): SpanRow => ({
  spanId,
  parentSpanId,
  startUnixNano: BigInt(from),
  endUnixNano: BigInt(to),
  ...more,
});

/** Rows as text: depth dots, id (or ?missing), self time, marks. */
function drawn(rows: readonly SpanRow[]): string[] {
  const spans = traceSpansOf(rows);
  const tree = traceTree(spans);
  return [...tree.span].map((at, row) => {
    const id = at === NO_ROW ? `?${tree.missing.find((gap) => gap.row === row)?.spanId}` : spans.spanId[at];
    const marks = Object.entries(RowMark).filter(([, bit]) => (tree.marks[row] ?? 0) & bit);
    return `${".".repeat(tree.depth[row] ?? 0)}${id} ${tree.selfNano[row]}${marks.map(([name]) => ` ${name}`).join("")}`;
  });
}

describe("traceTree", () => {
  it("puts children below their parent in order of start and counts overlapping children once in self time", () => {
    const rows = [span("a", "", 0, 100), span("c", "a", 40, 70), span("b", "a", 10, 50), span("d", "c", 45, 60)];
    expect(drawn(rows)).toEqual(["a 40", ".b 40", ".c 15", "..d 15"]);
  });

  it("clips a child that outlives its parent and tells it, and self time is not negative", () => {
    expect(drawn([span("a", "", 0, 100), span("b", "a", 50, 300)])).toEqual(["a 50", ".b 250 OUTSIDE"]);
  });

  it("puts a detached child, wholly after its parent, where it belongs without eating self time", () => {
    expect(drawn([span("a", "", 0, 100), span("b", "a", 200, 300)])).toEqual(["a 100", ".b 100 OUTSIDE"]);
  });

  it("salvages orphans of one missing parent under one placeholder that spans them", () => {
    const rows = [span("a", "", 0, 100), span("x", "gone", 10, 20), span("y", "gone", 30, 60), span("z", "lost", 5, 6)];
    expect(drawn(rows)).toEqual([
      "a 100",
      "?lost 0 MISSING",
      ".z 1 ORPHAN",
      "?gone 0 MISSING",
      ".x 10 ORPHAN",
      ".y 30 ORPHAN",
    ]);
    const tree = traceTree(traceSpansOf(rows));
    expect([tree.offsetNano[3], tree.durationNano[3]]).toEqual([10, 50]);
  });

  it("keeps several roots side by side", () => {
    expect(drawn([span("a", "", 0, 10), span("b", "", 20, 30)])).toEqual(["a 10", "b 10"]);
  });

  it("cuts a ring at its earliest span and keeps what hangs on it", () => {
    const rows = [span("b", "c", 10, 90), span("a", "b", 20, 30), span("c", "a", 5, 95), span("d", "a", 21, 22)];
    expect(drawn(rows)).toEqual(["c 10 CYCLE", ".b 70", "..a 9", "...d 1"]);
  });

  it("treats a span that is its own parent as a ring of one", () => {
    expect(drawn([span("a", "a", 0, 10)])).toEqual(["a 10 CYCLE"]);
  });

  it("makes the server half of a shared id the client half's child, with the children below the server", () => {
    const rows = [
      span("root", "", 0, 100),
      span("s", "root", 10, 90, { kind: SpanKind.CLIENT, service: "web" }),
      span("s", "root", 20, 80, { kind: SpanKind.SERVER, service: "api" }),
      span("kid", "s", 30, 40),
    ];
    expect(drawn(rows)).toEqual(["root 20", ".s 20 SHARED_ID", "..s 50 SHARED_ID", "...kid 10"]);
  });

  it("keeps every span of an id that was used twice and tells it", () => {
    const rows = [span("a", "", 0, 100), span("b", "a", 10, 20), span("b", "a", 30, 40), span("c", "b", 12, 13)];
    expect(drawn(rows)).toEqual(["a 80", ".b 9", "..c 1", ".b 10 REPEATED_ID"]);
  });

  it("shows an end before the start as length zero, marked", () => {
    expect(drawn([span("a", "", 0, 100), span("b", "a", 50, 40)])).toEqual(["a 100", ".b 0 REVERSED"]);
  });

  it("gives an empty trace no rows", () => {
    expect(traceTree(traceSpansOf([])).count).toBe(0);
  });

  it("gives every span exactly one row, parents before children, self times within lengths, whatever came", () => {
    const id = fc.integer({ min: 1, max: 12 }).map(String);
    const row = fc.record({
      spanId: id,
      parentSpanId: fc.oneof(id, fc.constant("")),
      startUnixNano: fc.bigInt(0n, 1000n),
      endUnixNano: fc.bigInt(0n, 1000n),
      kind: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const tree = traceTree(traceSpansOf(rows));
        const present = [...tree.span].filter((at) => at !== NO_ROW).sort((a, b) => a - b);
        expect(present).toEqual(rows.map((_, i) => i));
        for (let at = 0; at < tree.count; at++) {
          const above = tree.parent[at] ?? NO_ROW;
          expect(above).toBeLessThan(at);
          expect(tree.depth[at]).toBe(above === NO_ROW ? 0 : (tree.depth[above] ?? 0) + 1);
          expect(tree.subtreeEnd[at]).toBeGreaterThan(at);
          if (above !== NO_ROW) expect(tree.subtreeEnd[at]).toBeLessThanOrEqual(tree.subtreeEnd[above] ?? 0);
          expect(tree.selfNano[at]).toBeGreaterThanOrEqual(0);
          expect(tree.selfNano[at]).toBeLessThanOrEqual(tree.durationNano[at] ?? 0);
        }
      }),
    );
  });

  it("needs no stack for a chain, a star or a ring of 100,000 spans", () => {
    const count = 100_000;
    const shapes: Record<string, (i: number) => string> = {
      chain: (i) => (i === 0 ? "" : String(i - 1)),
      star: (i) => (i === 0 ? "" : "0"),
      ring: (i) => String((i + count - 1) % count),
    };
    for (const parentOf of Object.values(shapes)) {
      const rows = Array.from({ length: count }, (_, i) => span(String(i), parentOf(i), i, 300_000 - i));
      const tree = traceTree(traceSpansOf(rows));
      expect(tree.count).toBe(count);
      expect(tree.subtreeEnd[0]).toBe(count);
    }
  });
});
