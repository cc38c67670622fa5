/** How a row of the delivery log stands. */
import { describe, expect, it } from "vitest";
import { deliveryStanding } from "./deliveryWords.ts";

const SENT = { state: "sent", times: 1, refused: [], lastError: null } as const;

describe("a row of the delivery log", () => {
  it("is well only where everybody has what was meant", () => {
    expect(deliveryStanding(SENT)).toEqual({ kind: "ok", words: "sent" });
    expect(deliveryStanding({ ...SENT, refused: ["boss@example.com"], lastError: "No." })).toEqual({
      kind: "warn",
      words: "sent, not to all",
    });
    expect(deliveryStanding({ ...SENT, lastError: "Its template failed." }).kind).toBe("warn");
  });

  it("counts what was given up again and again", () => {
    expect(deliveryStanding({ ...SENT, state: "dead", times: 14, lastError: "No." })).toEqual({
      kind: "fail",
      words: "given up 14 times",
    });
  });
});
