/** The packed form of an hour of counts: whatever goes in comes out. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeHour, encodeHour, HOUR_MINUTES } from "./hourCodec.ts";

const count = fc.oneof(
  fc.constant(Number.NaN),
  fc.nat(300),
  fc.integer({ min: 0, max: 2 ** 52 - 1 }),
  fc.double({ min: 0, noNaN: true }),
);
const column = (value: fc.Arbitrary<number>) =>
  fc.array(value, { minLength: HOUR_MINUTES, maxLength: HOUR_MINUTES }).map((values) => Float64Array.from(values));
const anyColumn = fc.oneof(column(count), column(fc.nat(50)), column(fc.constant(Number.NaN)));

it("gives any hour back as it was, in few bytes where little happened", () => {
  fc.assert(
    fc.property(anyColumn, anyColumn, (bad, valid) => {
      // Zero has one form: what is counted is never negative.
      const plain = (values: Float64Array) => values.map((value) => value + 0);
      expect(decodeHour(encodeHour({ bad, valid }))).toEqual({ bad: plain(bad), valid: plain(valid) });
    }),
  );
  const quiet = { bad: new Float64Array(HOUR_MINUTES), valid: new Float64Array(HOUR_MINUTES).fill(100) };
  expect(encodeHour(quiet).length).toBeLessThan(130);
  expect(() => decodeHour(encodeHour(quiet).subarray(0, 50))).toThrow("end too early");
});
