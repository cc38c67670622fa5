/** Sentences say what the numbers say, and "usually" only where it was computed. */
import { describe, expect, it } from "vitest";
import {
  areAllQuiet,
  errorTrouble,
  listedWords,
  type ServiceRow,
  serviceSentence,
  servicesSentence,
  slowTrouble,
  stretchWords,
  unjudgedWords,
} from "./healthWords.ts";

type Kind = ServiceRow["health"]["kind"];
const row = (
  service: string,
  kind: Kind,
  reason: ServiceRow["health"]["reason"],
  more: Partial<ServiceRow> = {},
): ServiceRow => {
  const numbers = {
    calls: 100,
    errors: 7,
    ratePerSecond: 12,
    errorRatio: 0.072,
    p50Seconds: 0.05,
    p95Seconds: 0.748,
    p99Seconds: 1.2,
  };
  return {
    service,
    entry: true,
    ...numbers,
    recent: { ...numbers, lengthMs: 360_000 },
    usual: { ratePerSecond: 11, errorRatio: 0.0005, p95Seconds: 0.096 },
    health: { kind, reason, slow: reason === "slow" },
    sparks: { ratePerSecond: [], errorRatio: [], p95Seconds: [] },
    ...more,
  };
};
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("listedWords", () => {
  it("says that more services exist than are listed, and nothing otherwise", () => {
    expect(listedWords(12, 12)).toBe("");
    expect(listedWords(2_000, 100_000)).toMatch(/^There are 100.k services: counted and listed are the 2,000/);
  });
});

describe("what the history of the system says", () => {
  const words = "memory is 97 % full, usually 60 %";
  const leaking = row("cart", "warn", null, { health: { kind: "warn", reason: "full", slow: false, words } });

  it("is said as it is, of one and among others", () => {
    expect(servicesSentence([leaking, row("pay", "ok", null)])).toMatchObject({
      kind: "warn",
      sentence: `cart ${words}`,
    });
    const { sentence, why } = serviceSentence("cart", leaking);
    expect(sentence).toBe(`cart ${words}`);
    expect(plain(why)).toBe("7.2 % of requests failed and p95 was 748 ms in the last 6 min. It answers 12 req/s.");
  });
});

describe("serviceSentence of a judgement that tells p95 itself", () => {
  it("does not tell it a second time, against another usual", () => {
    const words = "fails 23 % of requests, usually none; p95 is 3.51 s, usually 798 ms";
    const told = { kind: "fail", reason: "errors", slow: true, words } as const;
    const failing = row("payments", "fail", "errors", { health: told });
    const { why } = serviceSentence("payments", failing);
    expect(why).toContain("requests came in the last");
    expect(why).not.toContain("p95");
  });
});

describe("errorTrouble", () => {
  const told = { kind: "fail", reason: "errors", slow: false, words: "fails 9.9 % of requests" } as const;

  it("marks no number that is well again while the judgement still holds", () => {
    const failing = row("cart", "fail", "errors", { health: told });
    const well = { ...failing, recent: { ...failing.recent, errors: 0, errorRatio: 0 } };
    expect(errorTrouble(failing)).toMatchObject({ tone: "fail" });
    expect(errorTrouble(well)).toBeNull();
  });
});

describe("servicesSentence", () => {
  it("names the one that fails", () => {
    const { kind, sentence, why } = servicesSentence([
      row("checkout", "fail", "errors"),
      row("cart", "ok", null),
      row("pay", "ok", null),
    ]);
    expect(kind).toBe("fail");
    expect(plain(sentence)).toBe("checkout fails 7.2 % of requests (usually 0.05 %)");
    expect(why).toBe("The other 2 are healthy.");
  });

  it("counts what is listed, and names the cause down the calls only where it was computed", () => {
    const rows = [
      row("gateway", "fail", "errors"),
      row("payments", "fail", "errors"),
      row("cart", "ok", null),
      row("old", "unknown", "quiet"),
    ];
    const told = servicesSentence(rows, { service: "payments", victims: ["gateway"] });
    expect(told.sentence).toBe("2 of 4 services fail more than usual");
    expect(plain(told.why)).toBe(
      "payments fails first down the call chain: it fails 7.2 % of requests (usually 0.05 %); gateway fails above it.",
    );
    expect(servicesSentence(rows, { service: "payments", victims: [] }).why).not.toContain("chain");
    expect(plain(servicesSentence(rows.slice(1)).why)).toBe("1 is healthy, 1 had no requests in the last 6 min.");
  });

  it("says of a degraded caller what its row shows, so that words and counts are of the same states", () => {
    const rows = [
      row("payments", "fail", "errors"),
      row("checkout", "fail", "errors"),
      row("gateway", "warn", "errors"),
      row("cart", "ok", null),
    ];
    const told = servicesSentence(rows, { service: "payments", victims: ["checkout", "gateway"] });
    expect(told.sentence).toBe("2 services fail and 1 is degraded, of 4");
    expect(told.why).toContain("; checkout fails and gateway is degraded above it.");
    const degraded = servicesSentence(rows, { service: "gateway", victims: ["checkout", "payments"] });
    expect(degraded.why).toMatch(/^gateway is degraded first .*; checkout and payments fail above it\.$/);
  });

  it("does not say more than usual of what was never seen before", () => {
    const rows = [row("cart", "fail", "errors", { usual: null }), row("web", "fail", "errors")];
    expect(servicesSentence(rows).sentence).toBe("2 of 2 services fail");
  });

  it("counts when there are several, worst first", () => {
    const { sentence, why } = servicesSentence([
      row("checkout", "fail", "errors"),
      row("db", "warn", "slow"),
      row("cart", "ok", null),
    ]);
    expect(sentence).toBe("1 service fails and 1 is degraded, of 3");
    expect(plain(why)).toContain("db p95 is 748 ms (usually 96 ms)");
  });

  it("does not call silence health", () => {
    const quiet = servicesSentence([row("cart", "unknown", "quiet")]);
    expect(quiet.kind).toBe("unknown");
    expect(plain(quiet.sentence)).toBe("None of 1 service was called in the last 6 min");
  });

  it("says so when all is well", () => {
    expect(servicesSentence([row("cart", "ok", null), row("pay", "ok", null)]).sentence).toBe(
      "All 2 services are healthy",
    );
  });
});

describe("one service's second line", () => {
  it("does not tell the share that fails a second time where the history's words tell it", () => {
    const words = "fails 31.6 % of requests, usually none";
    const { why } = serviceSentence(
      "payments",
      row("payments", "fail", "errors", { health: { kind: "fail", reason: "errors", slow: false, words } }),
    );
    expect(plain(why)).toBe("p95 was 748 ms (usually 96 ms) in the last 6 min. It answers 12 req/s.");
  });
});

describe("stretchWords", () => {
  it("tells the numbers' stretch from the shapes'", () => {
    expect(plain(stretchWords([row("a", "ok", null)], 3_600_000))).toBe("numbers over 1 h, status of the last 6 min");
  });
});

describe("a cell's words", () => {
  const now = (one: ServiceRow, p95Seconds: number) => ({ ...one, recent: { ...one.recent, p95Seconds } });

  it("colour the number that was judged, that of now, not the window's that is as usual", () => {
    const slow = now(row("db", "warn", "slow", { p95Seconds: 0.135 }), 3.4);
    expect(slowTrouble(slow)).toMatchObject({ tone: "warn", text: expect.stringMatching(/^3\.40?.s$/) });
    expect(errorTrouble(slow)).toBeNull();
    expect(errorTrouble(row("cart", "fail", "errors", { errorRatio: 0.001 }))).toMatchObject({ tone: "fail" });
    expect([slowTrouble(row("cart", "ok", null)), errorTrouble(row("cart", "ok", null))]).toEqual([null, null]);
  });

  it("say why nothing is judged", () => {
    const words = [row("a", "unknown", "few"), row("b", "unknown", "quiet"), row("c", "ok", null)].map(unjudgedWords);
    expect(words).toEqual(["too few to judge", "no requests now", ""]);
  });
});

describe("serviceSentence", () => {
  it("says the rate that the list says, whatever was called lately", () => {
    const burst = row("db", "ok", null, { calls: 20, ratePerSecond: 20 / 3600 });
    expect(plain(serviceSentence("db", burst).sentence)).toBe("db is healthy: 20 per h");
    expect(plain(servicesSentence([burst]).why)).toBe("Together they answer 20 per h.");
  });

  it("says how much slower", () => {
    expect(serviceSentence("db", row("db", "warn", "slow")).sentence).toBe("db is 7.8 times slower than usual");
  });

  it("does not call it healthy when its only request failed", () => {
    const lone = row("db", "unknown", "few", { usual: null });
    const { sentence } = serviceSentence("db", {
      ...lone,
      recent: { ...lone.recent, calls: 1, errors: 1, errorRatio: 1 },
    });
    expect(plain(sentence)).toBe("db failed 1 of 1 request, too few to judge");
  });

  it("never says usually without having seen before", () => {
    const { sentence, why } = serviceSentence("db", row("db", "fail", "errors", { usual: null }));
    expect(sentence + why).not.toContain("usual");
  });
});

describe("areAllQuiet", () => {
  it("is so where every row is quiet, not where some have too few to judge", () => {
    const quiet = row("a", "unknown", "quiet");
    expect(areAllQuiet([quiet, quiet])).toBe(true);
    expect(areAllQuiet([quiet, row("b", "unknown", "few")])).toBe(false);
  });
});
