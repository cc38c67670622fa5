/** Clock skew, critical path, flame graph and findings, each on a trace small enough to check by hand, then by properties. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpanKind } from "../model/span.ts";
import { clockSkew } from "./clockSkew.ts";
import { criticalPath } from "./criticalPath.ts";
import { flameGraph } from "./flameGraph.ts";
import { mainRoot, traceFindings } from "./traceFindings.ts";
import { type SpanRow, traceSpansOf } from "./traceSpans.ts";
import { traceTree } from "./traceTree.ts";

const span = (
  spanId: string,
  parentSpanId: string,
  from: number,
  to: number,
  more: Partial<SpanRow> = {},
): SpanRow => ({
  spanId,
  parentSpanId,
  name: spanId,
  startUnixNano: BigInt(from),
  endUnixNano: BigInt(to),
  ...more,
});
const analysed = (rows: readonly SpanRow[]) => {
  const spans = traceSpansOf(rows);
  return { spans, tree: traceTree(spans) };
};
const skewOf = (rows: readonly SpanRow[]) => {
  const { spans, tree } = analysed(rows);
  return [...clockSkew(spans, tree)];
};
const pathOf = (rows: readonly SpanRow[]) => {
  const { spans, tree } = analysed(rows);
  return criticalPath(spans, tree, mainRoot(tree)).map(
    ({ row, fromNano, toNano }) => `${spans.spanId[tree.span[row] ?? 0]} ${fromNano}-${toNano}`,
  );
};
const findingsOf = (rows: readonly SpanRow[]) => {
  const { spans, tree } = analysed(rows);
  const root = mainRoot(tree);
  return traceFindings(spans, tree, root, criticalPath(spans, tree, root), clockSkew(spans, tree));
};

describe("clockSkew", () => {
  const client = { kind: SpanKind.CLIENT, host: "one" };
  const server = { kind: SpanKind.SERVER, host: "two" };

  it("centres a child that starts before its parent, and its children on that host inherit the shift", () => {
    const rows = [
      span("b", "a", 500, 540, server),
      span("c", "b", 510, 520, { host: "two" }),
      span("a", "", 1000, 1100, client),
    ];
    expect(skewOf(rows)).toEqual([0, 530, 530]);
  });

  it("moves a child longer than its parent only forward, to the parent's start", () => {
    const rows = [span("b", "a", 0, 200, server), span("a", "", 50, 100, client)];
    expect(skewOf(rows)).toEqual([0, 50]);
  });

  it("leaves alone what fits, what shares the host, and whatever merely runs later or waited for a message", () => {
    const rows = [
      span("a", "", 0, 100, { kind: SpanKind.PRODUCER, host: "one" }),
      span("waited", "a", -50, 20, { kind: SpanKind.CONSUMER, host: "two" }),
      span("ends", "a", 50, 130, server),
      span("after", "a", 150, 160, server),
      span("fits", "a", 10, 20, { host: "two" }),
      span("same", "a", 90, 120, { host: "one" }),
      span("later", "a", 300, 400, { kind: SpanKind.CONSUMER, host: "two" }),
    ];
    expect(skewOf(rows)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe("criticalPath", () => {
  it("waits for the child that ended last, then for what ended before it started", () => {
    const rows = [
      span("root", "", 0, 100),
      span("a", "root", 10, 30),
      span("b", "root", 40, 90),
      span("c", "root", 35, 80),
    ];
    expect(pathOf(rows)).toEqual(["root 0-10", "a 10-30", "root 30-40", "b 40-90", "root 90-100"]);
  });

  it("goes into the children of what it waits for, also where they touch", () => {
    const rows = [
      span("root", "", 0, 100),
      span("a", "root", 0, 50),
      span("b", "root", 50, 100),
      span("b1", "b", 60, 100),
    ];
    expect(pathOf(rows)).toEqual(["a 0-50", "b 50-60", "b1 60-100"]);
  });

  it("takes a sibling that overlaps the next by less than one in a hundred as before it", () => {
    const rows = [span("root", "", 0, 1000), span("a", "root", 0, 501), span("b", "root", 500, 1000)];
    expect(pathOf(rows)).toEqual(["a 0-500", "b 500-1000"]);
  });

  it("clips a child that outlives its parent and does not wait for queued work", () => {
    const rows = [
      span("root", "", 0, 100, { kind: SpanKind.PRODUCER }),
      span("a", "root", 50, 300),
      span("q", "root", 10, 100, { kind: SpanKind.CONSUMER }),
    ];
    expect(pathOf(rows)).toEqual(["root 0-50", "a 50-100"]);
  });

  it("tiles the root exactly, whatever came", () => {
    const time = fc.integer({ min: 0, max: 400 });
    const rows = fc.array(fc.record({ parent: fc.nat(), a: time, b: time }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(rows, (list) => {
        const { spans, tree } = analysed(
          list.map(({ parent, a, b }, i) =>
            span(String(i), i === 0 ? "" : String(parent % i), Math.min(a, b), Math.max(a, b)),
          ),
        );
        const root = mainRoot(tree);
        const path = criticalPath(spans, tree, root);
        let reached = tree.offsetNano[root] ?? 0;
        for (const segment of path) {
          expect(segment.fromNano).toBe(reached);
          reached = segment.toNano;
        }
        expect(reached).toBe((tree.offsetNano[root] ?? 0) + (tree.durationNano[root] ?? 0));
      }),
    );
  });
});

describe("flameGraph", () => {
  it("merges calls of one operation by one caller and adds self times up", () => {
    const { spans, tree } = analysed([
      span("root", "", 0, 100, { service: "web" }),
      span("1", "root", 10, 30, { service: "db", name: "SELECT" }),
      span("2", "root", 40, 70, { service: "db", name: "SELECT", statusCode: 2 }),
      span("3", "2", 50, 60, { service: "disk", name: "read" }),
    ]);
    const [web] = flameGraph(spans, tree).children;
    expect(web).toMatchObject({ service: "web", selfNano: 50, totalNano: 100, spanCount: 1 });
    expect(web?.children).toMatchObject([
      {
        service: "db",
        name: "SELECT",
        selfNano: 40,
        totalNano: 50,
        spanCount: 2,
        errorCount: 1,
        children: [{ name: "read" }],
      },
    ]);
  });
});

describe("traceFindings", () => {
  const failed = { statusCode: 2 };

  it("names the deepest error that ended first, and the services it passed through", () => {
    const rows = [
      span("web", "", 0, 100, { service: "web", ...failed }),
      span("pay", "web", 10, 90, { service: "pay", ...failed }),
      span("card", "pay", 20, 80, { service: "card", ...failed }),
      span("log", "web", 91, 99, { service: "log", ...failed }),
    ];
    expect(findingsOf(rows)[0]).toEqual({
      kind: "firstError",
      row: 2,
      errorCount: 4,
      passedThrough: ["pay", "web"],
      reachedRoot: true,
    });
  });

  it("says where an error was handled", () => {
    const rows = [
      span("web", "", 0, 100, { service: "web" }),
      span("try", "web", 10, 20, { service: "db", ...failed }),
    ];
    expect(findingsOf(rows)[0]).toMatchObject({ kind: "firstError", reachedRoot: false, passedThrough: [] });
  });

  it("does not say that a caller which never arrived handled the error", () => {
    expect(findingsOf([span("x", "gone", 0, 10, failed)])[0]).toMatchObject({ kind: "firstError", reachedRoot: true });
  });

  it("names the operation with the largest part of the critical path, over all its spans", () => {
    const query = { service: "db", name: "SELECT" };
    const rows = [span("web", "", 0, 100), span("1", "web", 10, 40, query), span("2", "web", 45, 80, query)];
    expect(findingsOf(rows)).toEqual([
      { kind: "dominant", row: 2, spanCount: 2, pathNano: 65, share: 0.65, isRootAlone: false },
    ]);
  });

  it("tells the root's own time apart when what it started was over early, and says nothing of a span alone", () => {
    const rows = [span("web", "", 0, 100), span("1", "web", 0, 4, { service: "db" })];
    expect(findingsOf(rows)).toEqual([
      { kind: "dominant", row: 0, spanCount: 1, pathNano: 96, share: 0.96, isRootAlone: true },
    ]);
    expect(findingsOf([span("web", "", 0, 100)])).toEqual([]);
  });

  it("tells calls repeated by one caller", () => {
    const rows = [
      span("web", "", 0, 100),
      ...Array.from({ length: 20 }, (_, i) => span(`q${i}`, "web", i * 4, i * 4 + 2, { name: "SELECT" })),
    ];
    expect(findingsOf(rows)).toContainEqual({
      kind: "repeated",
      row: 1,
      parentRow: 0,
      callCount: 20,
      coveredNano: 40,
      share: 0.4,
    });
  });

  it("tells what is odd about the trace itself", () => {
    const rows = [
      span("a", "", 0, 10),
      span("b", "", 20, 30),
      span("x", "gone", 40, 50),
      span("ring", "ring", 60, 70),
      span("back", "a", 5, 1),
    ];
    const told = findingsOf(rows).map((finding) => finding.kind);
    expect(told).toEqual(expect.arrayContaining(["missingParents", "severalRoots", "cycles", "reversed"]));
  });

  it("prefers a true root over a longer placeholder or ring", () => {
    const { tree } = analysed([span("x", "gone", 0, 500), span("a", "", 10, 20), span("b", "", 12, 40)]);
    expect(tree.span[mainRoot(tree)]).toBe(2);
  });

  it("analyses 100,000 spans in well under a second", () => {
    const rows = Array.from({ length: 100_000 }, (_, i) =>
      span(String(i), i === 0 ? "" : String(Math.floor((i - 1) / 4)), i, 400_000 - i, {
        name: `op${i % 50}`,
        service: `s${i % 12}`,
      }),
    );
    const { spans, tree } = analysed(rows);
    const root = mainRoot(tree);
    expect(
      traceFindings(spans, tree, root, criticalPath(spans, tree, root), clockSkew(spans, tree)).length,
    ).toBeGreaterThan(0);
    expect(flameGraph(spans, tree).totalNano).toBeGreaterThan(0);
  }, 5_000);
});
