/** What a browser remembers of the queries asked in it. */
import { describe, expect, it } from "vitest";
import {
  findEntries,
  type HistoryEntry,
  keyOf,
  readHistory,
  remember,
  singleQueries,
  toggleStar,
} from "./queryHistory.ts";

const ask = (...exprs: string[]) => exprs.map((expr) => ({ expr, legend: "" }));
const exprs = (history: readonly HistoryEntry[]) => history.map(keyOf);

describe("query history", () => {
  it("has the newest first and nothing twice", () => {
    const once = remember(remember([], ask("a"), 1), ask("b"), 2);
    expect(exprs(remember(once, ask("a"), 3))).toEqual(["a", "b"]);
    expect(remember(once, ask("  "), 3)).toEqual(once);
  });

  it("keeps a star when its queries are asked again, and starred ones beyond what is kept", () => {
    const starred = toggleStar(remember([], ask("a"), 1), "a");
    let history = remember(starred, ask("a"), 2);
    expect(history[0]?.starred).toBe(true);
    for (let i = 0; i < 300; i++) history = remember(history, ask(`q${i}`), i);
    expect(history).toHaveLength(201);
    expect(exprs(history).at(-1)).toBe("a");
  });

  it("is found by all words of a search, in any order", () => {
    const history = remember(remember([], ask("rate(http_total[5m])"), 1), ask("up", "rate(cpu[5m])"), 2);
    expect(exprs(findEntries(history, "HTTP rate", false))).toEqual(["rate(http_total[5m])"]);
    expect(findEntries(history, "rate", true)).toEqual([]);
    expect(singleQueries(history)).toEqual(["up", "rate(cpu[5m])", "rate(http_total[5m])"]);
  });

  it("begins anew when what was kept cannot be read", () => {
    expect(readHistory("{")).toEqual([]);
    expect(readHistory('[{"queries":[{"expr":1}],"atMs":1,"starred":false}, null]')).toEqual([]);
    const kept = remember([], ask("a"), 1);
    expect(readHistory(JSON.stringify(kept))).toEqual(kept);
  });
});
