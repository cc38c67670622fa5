/** A cookie is written by anybody: only known choices count. */
import { describe, expect, it } from "vitest";
import { readPreferences, zoneOf } from "./preferences.ts";

const from = (cookies: Record<string, string>) => readPreferences((name) => cookies[name]);

describe("preferences", () => {
  it("starts with the system's theme, a wide rail and the local zone", () => {
    expect(from({})).toEqual({
      theme: "system",
      rail: "wide",
      timeBar: "open",
      zone: "local",
      browserZone: "UTC",
      marks: "",
    });
  });

  it("ignores choices that do not exist", () => {
    const read = from({ "chronoscope-theme": "<script>", "chronoscope-browserZone": "Mars/Olympus" });
    expect(read.theme).toBe("system");
    expect(read.browserZone).toBe("UTC");
  });

  it("writes instants in the browser's zone until UTC is chosen", () => {
    const read = from({ "chronoscope-browserZone": "Europe%2FBerlin" });
    expect(zoneOf(read)).toBe("Europe/Berlin");
    expect(zoneOf({ ...read, zone: "utc" })).toBe("UTC");
  });
});
