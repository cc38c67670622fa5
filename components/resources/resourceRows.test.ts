/** Answers -> rows: what is judged, which reading speaks, what is said. */
import { describe, expect, it } from "vitest";
import { DATABASE } from "./databaseKind.ts";
import { HOST } from "./hostKind.ts";
import { POD } from "./podKind.ts";
import { QUEUE } from "./queueKind.ts";
import {
  type InstantAnswer,
  keyOf,
  prepareRows,
  readingWords,
  resourceHref,
  rowSentence,
  rowsSentence,
  spokesman,
  valuesOf,
} from "./resourceRows.ts";

type Series = InstantAnswer["answers"][number]["series"];

/** One answer for each measure: host -> value. */
function answered(by: Record<string, Record<string, number | "NaN">>, label = "host_name"): InstantAnswer {
  const answers = Object.entries(by).map(([ref, values]) => {
    const series: Series = Object.entries(values).map(([name, value]) => ({
      labels: { [label]: name },
      values: [value],
    }));
    return { ref, expr: "", series, total: series.length, warnings: [], infos: [], stats: null, problem: null };
  });
  return { answers };
}

describe("rows of resources", () => {
  it("put the failed before the degraded before the healthy, and of equals the one nearest to its bound", () => {
    const rows = prepareRows(
      HOST,
      answered({ cpu: { calm: 0.1, busy: 0.85, spent: 0.97, calmer: 0.05 }, memory: { calm: 0.2, busy: 0.3 } }),
    );
    expect(rows.map(({ name, status }) => [name, status])).toEqual([
      ["spent", "fail"],
      ["busy", "warn"],
      ["calm", "ok"],
      ["calmer", "ok"],
    ]);
  });

  it("let the worst reading of an aspect speak", () => {
    const [row] = prepareRows(HOST, answered({ cpu: { a: 0.5 }, memory: { a: 0.9 }, load: { a: 0.4 } }));
    if (!row) throw new Error("one row was expected");
    const said = (aspect: "utilization" | "saturation" | "errors") => {
      const reading = spokesman(row, aspect);
      return reading && readingWords(reading);
    };
    expect(said("utilization")).toBe("memory 90.0\u00a0%");
    expect(said("saturation")).toBe("load per core 0.400");
    expect(said("errors")).toBeNull();
  });

  it("tell a number without bounds and never judge it", () => {
    const rows = prepareRows(POD, answered({ cores: { web: 0.5 } }, "k8s_pod_name"));
    expect(rows[0]?.status).toBe("unknown");
    expect(rowsSentence(rows, POD).kind).toBe("unknown");
  });

  it("leave out what is no number and what has no name", () => {
    expect(prepareRows(HOST, answered({ cpu: { a: "NaN", "": 0.5 } }))).toEqual([]);
  });

  it("say the trouble by name, or that there is none", () => {
    const calm = prepareRows(HOST, answered({ cpu: { a: 0.1, b: 0.2 } }));
    expect(rowsSentence(calm, HOST)).toMatchObject({ kind: "ok", sentence: "Both hosts have room" });
    const hot = prepareRows(HOST, answered({ cpu: { a: 0.1, b: 0.96, c: 0.9 } }));
    expect(rowsSentence(hot, HOST)).toEqual({
      kind: "fail",
      sentence: "b: CPU 96.0\u00a0%, and one more is in trouble",
      why: "1 of 3 hosts have room.",
    });
    expect(hot[0] && rowSentence(hot[0]).sentence).toBe("b: CPU 96.0\u00a0%");
  });

  it("say in words which database is slowest against its usual", () => {
    const rows = prepareRows(DATABASE, answered({ slower: { "catalog-db": 1.812, ledger: 0.98 } }, "server"));
    expect(rowsSentence(rows, DATABASE)).toMatchObject({
      kind: "ok",
      why: "Slowest against its usual: catalog-db, 1.8 times.",
    });
    expect(rows.flatMap(({ readings }) => readings).map(readingWords)).toEqual(["1.8 × usual", "1.0 × usual"]);
  });

  it("say of databases that nobody calls now just that, and not that they lack a limit", () => {
    const idle = prepareRows(DATABASE, answered({ calls: { ledger: 0, "catalog-db": 0 } }, "server"));
    expect(rowsSentence(idle, DATABASE)).toMatchObject({
      kind: "unknown",
      sentence: "None of 2 databases is called now",
    });
    expect(idle.flatMap(({ readings }) => readings).map(readingWords)).toEqual(["not called", "not called"]);
    const [one] = prepareRows(DATABASE, answered({ calls: { ledger: 0 } }, "server"));
    expect(one && rowsSentence([one], DATABASE).sentence).toBe("The only database is not called now");
    const busy = prepareRows(DATABASE, answered({ calls: { ledger: 0, "catalog-db": 2 } }, "server"));
    expect(rowsSentence(busy, DATABASE).sentence).toBe("2 databases tell what they use, not how much they may");
  });

  it("say in a sentence which database is slow, on the page of all and on its own", () => {
    const rows = prepareRows(DATABASE, answered({ slower: { "orders-db": 20.2, ledger: 1 } }, "server"));
    expect(rowsSentence(rows, DATABASE).sentence).toBe("orders-db takes 20 times as long as usual");
    expect(rows[0] && rowSentence(rows[0]).sentence).toBe("orders-db takes 20 times as long as usual");
  });

  it("say what there is none of", () => {
    const [row] = prepareRows(DATABASE, answered({ slower: { ledger: 1 }, failing: { ledger: 0 } }, "server"));
    expect(row && rowSentence(row).why).toBe("Beside that: none failing.");
  });

  it("say of one that is well what its kind does when it is well, and of one without a limit no such thing", () => {
    const [slowest] = prepareRows(DATABASE, answered({ slower: { ledger: 1 } }, "server"));
    expect(slowest && rowSentence(slowest).sentence).toBe("ledger answers as usual: 1.0 × usual");
    const [queue] = prepareRows(QUEUE, answered({ lag: { orders: 0 } }, QUEUE.labels[0]));
    expect(queue && rowSentence(queue).sentence).toBe("orders is kept up with: nothing waits");
    const [called] = prepareRows(DATABASE, answered({ calls: { ledger: 0.5 } }, "server"));
    expect(called && rowSentence(called)).toMatchObject({
      kind: "unknown",
      sentence: "ledger tells what it uses, not how much it may",
      why: "Now: 30 calls per\u00a0min.",
    });
  });

  it("name no queue as nearest to its bounds where nothing waits in any", () => {
    const rows = prepareRows(QUEUE, answered({ lag: { a: 0, b: 0 } }, QUEUE.labels[0]));
    expect(rowsSentence(rows, QUEUE)).toMatchObject({ kind: "ok", why: "Nothing waits." });
  });

  it("say of none that it is nearest to its bounds when all that is judged is that nothing fails", () => {
    const rows = prepareRows(DATABASE, answered({ failing: { ledger: 0, "catalog-db": 0 } }, "server"));
    expect(rowsSentence(rows, DATABASE)).toMatchObject({ kind: "ok", why: "" });
  });

  it("say of what is far below usual how far, and never 0 times", () => {
    const said = (factor: number) =>
      prepareRows(DATABASE, answered({ slower: { "orders-db": factor } }, "server")).flatMap(({ readings }) =>
        readings.map(readingWords),
      );
    expect([0.94, 0.0083, 12.2].map(said)).toEqual([["0.9 × usual"], ["0.008 × usual"], ["12 × usual"]]);
  });

  it("find a resource again by its address, whatever its labels hold", () => {
    const values = ["name,space", "a/b %2C ?", ""];
    expect(valuesOf(keyOf(values))).toEqual(values);
    expect(valuesOf(decodeURIComponent(resourceHref({ kind: POD, values }).split("/").at(-1) ?? ""))).toEqual(values);
    expect(valuesOf("100%")).toEqual(["100%"]);
  });
});
