/** Pins of a link: what can be held, and what is told of one that cannot. */
import { expect, test } from "vitest";
import { pinTrouble } from "./pins.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");

test("a pin of the future and one that names no instant are told, the present is none of them", () => {
  expect(pinTrouble("a", "2030-01-01T00:00:00Z", NOW)).toBe("Pin A lies in the future");
  expect(pinTrouble("b", "nonsense", NOW)).toBe("Pin B names no instant");
  expect(pinTrouble("b", "2026-11-21T12:00:05Z", NOW)).toBeNull();
  expect(pinTrouble("a", null, NOW)).toBeNull();
});
