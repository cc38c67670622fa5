/** Instants and other parameters of the state API: what is read, and what is said to what cannot be. */
import { describe, expect, it } from "vitest";
import { LAST_UNIX_MS } from "../model/time.ts";
import { instantOf, Params } from "./stateParams.ts";

const NOON = Date.UTC(2026, 10, 21, 12);
const params = (query: string, known = ["at", "from", "to", "steps", "kind"]) =>
  new Params(new Request(`http://localhost/api/state/at?${query}`), known, NOON);

describe("instantOf", () => {
  it("reads RFC 3339 in any zone and Unix milliseconds", () => {
    for (const text of [
      "2026-11-21T12:00:00Z",
      "2026-11-21t12:00:00z",
      "2026-11-21 12:00:00.000Z",
      "2026-11-21T13:00:00+01:00",
      "2026-11-21T13:00:00 01:00",
      "2026-11-21T07:30:00-04:30",
      String(NOON),
    ]) {
      expect([text, instantOf(text)]).toEqual([text, NOON]);
    }
    expect(instantOf("2026-11-21T12:00:00.1239Z")).toBe(NOON + 123);
    expect(instantOf("0")).toBe(0);
  });

  it("tells both instants of an hour that a clock shows twice", () => {
    const summer = instantOf("2026-10-25T02:30:00+02:00") ?? 0;
    expect((instantOf("2026-10-25T02:30:00+01:00") ?? 0) - summer).toBe(3_600_000);
  });

  it("takes nothing for an instant that is none", () => {
    const none = ["", "yesterday", "2026-11-21", "2026-11-21T12:00:00", "2026-02-30T12:00:00Z", "2026-11-21T24:00:00Z"];
    const beyond = ["1969-12-31T23:59:59Z", "9999-01-01T00:00:00Z", String(LAST_UNIX_MS + 1), "-1", "1e9", "12.5"];
    expect([...none, ...beyond].filter((text) => instantOf(text) !== null)).toEqual([]);
  });
});

describe("Params", () => {
  it("asks of the hour up to now unless said otherwise", () => {
    expect(params("").window()).toEqual({ startMs: NOON - 3_600_000, endMs: NOON });
    expect(params("to=2026-11-21T10:00:00Z").window()).toEqual({
      startMs: NOON - 3 * 3_600_000,
      endMs: NOON - 2 * 3_600_000,
    });
    expect(params("at=now").instant("at")).toBe(NOON);
  });

  it("says what to send instead", () => {
    expect(() => params("form=1")).toThrow('There is no parameter "form" here; there are at, from, to, steps, kind.');
    expect(() => params("at=noon").instant("at")).toThrow(
      /"noon" is no instant. Send at as RFC 3339 with its zone, such as at=2026/,
    );
    expect(() => params("from=2026-11-21T12:00:01Z").window()).toThrow(/ends before it starts/);
    expect(() => params(`from=0`).window()).toThrow(/longer than 400 days/);
    const steps = { from: 1, to: 1_000, otherwise: 60 };
    for (const wrong of ["0", "1001", "-1", "x", "1.5"]) {
      expect(() => params(`steps=${wrong}`).whole("steps", steps)).toThrow(/whole number from 1 to 1000/);
    }
    expect(() => params("kind=a,c").words("kind", ["a", "b"])).toThrow('"c" is not good for kind: there are a, b.');
  });

  it("takes words with commas between and one by one", () => {
    expect(params("kind=a,b").words("kind", ["a", "b"])).toEqual(["a", "b"]);
    expect(params("kind=a&kind=b").words("kind", ["a", "b"])).toEqual(["a", "b"]);
    expect(params("kind=").words("kind", ["a", "b"])).toBeUndefined();
  });
});
