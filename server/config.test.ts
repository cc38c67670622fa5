/** Settings: defaults of DESIGN §5, units, and a sentence for what makes no sense. */
import { describe, expect, it } from "vitest";
import { parseBytes, parseDurationMs, readConfig } from "./config.ts";

describe("readConfig", () => {
  it("needs nothing: the documented defaults hold, on loopback", () => {
    expect(readConfig({})).toMatchObject({
      webPort: 3000,
      otlpHttpPort: 4318,
      otlpGrpcPort: 4317,
      host: "127.0.0.1",
      databaseUrl: null,
      retentionMs: 7 * 86_400_000,
      diskBudgetBytes: null,
      insecure: false,
      maxRequestBytes: 64 * 1024 ** 2,
    });
  });

  it("takes an empty variable for one that is not set", () => {
    expect(readConfig({ DATABASE_URL: "", PORT: "" })).toMatchObject({ databaseUrl: null, webPort: 3000 });
  });

  it("names every setting that is wrong in one sentence", () => {
    expect(() => readConfig({ PORT: "70000", OTLP_GRPC_PORT: "x" })).toThrow(/PORT: .*OTLP_GRPC_PORT: .*README/);
    expect(() => readConfig({ PORT: "x" })).toThrow("cannot be used: PORT: write a whole number from 0 to 65535. See");
    expect(() => readConfig({ CHRONOSCOPE_RETENTION: "forever" })).toThrow(/CHRONOSCOPE_RETENTION is "forever"/);
  });
});

describe("DATABASE_URL", () => {
  it.each(["postgres://u:p@db:5432/chronoscope", "postgresql://db/x", "postgres:///x?host=/run/postgresql"])(
    "takes %s",
    (url) => {
      expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
    },
  );

  it.each(["foo", "mysql://db/x", "db:5432/secret"])("refuses %s, and repeats none of it", (url) => {
    const read = () => readConfig({ DATABASE_URL: url });
    expect(read).toThrow(/DATABASE_URL: write a URL of Postgres, like postgres:\/\//);
    expect(read).not.toThrow(url);
  });
});

describe("units", () => {
  it("of durations and sizes are exact, and a bare number has none", () => {
    expect(["30s", "90m", "12h", "7d", "2w", "0.5h"].map((text) => parseDurationMs(text, "X"))).toEqual([
      30_000, 5_400_000, 43_200_000, 604_800_000, 1_209_600_000, 1_800_000,
    ]);
    expect(["1B", "20GB", "512MiB", "1 kib"].map((text) => parseBytes(text, "X"))).toEqual([
      1, 2e10, 536_870_912, 1_024,
    ]);
    for (const text of ["7", "d", "-1d", "7 days"]) expect(() => parseDurationMs(text, "X")).toThrow(/X is/);
    for (const text of ["7", "GB", "-1GB", "1EB"]) expect(() => parseBytes(text, "X")).toThrow(/X is/);
  });
});
