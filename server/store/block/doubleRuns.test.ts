/** Stretches of doubles: every one comes back bit by bit, whatever it is, and measurements of all usual kinds are short. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";
import { DoubleForm, decimalsOf } from "./doubleForm.ts";
import { DoublePlanes, DoubleWriter } from "./doublePlanes.ts";
import { DoubleColumn, DoubleRuns } from "./doubleRuns.ts";
import { DoubleColumnReader, skipNumbers, takeNumbers } from "./readDoubleRuns.ts";

const STALE = 0x7ff0000000000002n;

function doubleOf(bits: bigint): number {
  return new Float64Array(BigUint64Array.of(bits).buffer)[0] ?? 0;
}

const bitsOf = (values: Float64Array) => [...new BigUint64Array(Float64Array.from(values).buffer)];

const odd = fc.oneof(
  fc.constantFrom(0n, 1n << 63n, STALE, 0x7ff8000000000001n, 0xfff0000000000000n, 0x7ff0000000000000n, 1n),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
const whole = fc.integer({ min: -(2 ** 31), max: 2 ** 31 });
/** Stretches that each form was made for, and some in which one value is of another kind. */
const stretch = fc
  .oneof(
    fc.array(odd.map(doubleOf), { minLength: 1 }),
    fc
      .tuple(fc.array(whole, { minLength: 1, maxLength: 60 }), fc.integer({ min: 0, max: 15 }))
      .map(([all, places]) => all.map((one) => one / 10 ** places)),
    fc
      .tuple(fc.array(whole, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 2 ** 34 }))
      .map(([all, divisor]) => all.map((one) => one / divisor)),
    fc.array(fc.integer({ min: 0, max: 1e10 }), { minLength: 1, maxLength: 60 }).map((all) => {
      let sum = 0;
      return all.map((nano) => {
        sum += nano / 1e9;
        return sum;
      });
    }),
  )
  .chain((values) =>
    fc.option(fc.tuple(fc.nat({ max: values.length - 1 }), odd), { freq: 3 }).map((change) => {
      const all = Float64Array.from(values);
      if (change) new BigUint64Array(all.buffer)[change[0]] = change[1];
      return all;
    }),
  );

describe("stretches of doubles", () => {
  it("come back bit by bit, any part of any of them", () => {
    const shares = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(stretch, shares, fc.boolean()), { minLength: 1, maxLength: 6 }), (all) => {
        const numbers = new ByteWriter();
        const doubles = new DoubleWriter();
        const runs = new DoubleRuns(numbers, doubles);
        const modes = all.map(([values, , isWaitedFor]) => runs.add(values, values.length, isWaitedFor));
        const from = { numbers: new ByteReader(numbers.finish()), doubles: new DoublePlanes(doubles.finish()) };
        all.forEach(([values, [a, b], isSkipped], i) => {
          const mode = modes[i] ?? 0;
          if (isSkipped) {
            skipNumbers(mode, values.length, from);
            return;
          }
          const [first = 0, last = 0] = [a, b].map((share) => Math.round(share * values.length)).sort((x, y) => x - y);
          const out = new Float64Array(last - first);
          takeNumbers(mode, values.length, first, last, from, out, -first);
          expect(bitsOf(out)).toEqual(bitsOf(values.subarray(first, last)));
        });
      }),
      { numRuns: 400 },
    );
  });

  it("come back from a column, after stretches of which some or all was skipped", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(stretch, fc.nat({ max: 70 })), { maxLength: 6 }), (all) => {
        const column = new DoubleColumn();
        for (const [values] of all) {
          column.restart();
          for (const value of values) column.add(value);
        }
        const writer = new ByteWriter();
        column.write(writer);
        const reader = new DoubleColumnReader(new ByteReader(writer.finish()));
        for (const [values, taken] of all) {
          const found = values.subarray(0, taken).map(() => reader.next());
          for (let i = found.length; i < values.length; i++) reader.skip();
          expect(bitsOf(found)).toEqual(bitsOf(values.subarray(0, taken)));
        }
      }),
    );
  });
});

describe("the form of doubles", () => {
  const formOf = (values: readonly number[]) => {
    const form = new DoubleForm();
    form.find(Float64Array.from(values), values.length, false);
    return form;
  };
  const minutes = Array.from({ length: 60 }, (_, i) => i);
  const unrest = (i: number) => (i * 2654435761) % 4294967296;

  it("is decimals where values have few digits, as many as there are", () => {
    expect(formOf(minutes.map((i) => (1_708_277 + 60_000 * i) / 1000))).toMatchObject({ kind: "decimal", places: 3 });
    expect([0.1, 7, 0.165298828125, 123456.789, 1e-15, 0.1 + 0.2, 1e300, Number.NaN, -0].map(decimalsOf)).toEqual([
      1, 0, 12, 3, 15, -1, -1, -1, -1,
    ]);
  });

  it("is pages of memory, and shares of a limit, by what they are multiples of", () => {
    const pages = minutes.map((i) => 1000 + (unrest(i) % 100_000));
    expect(formOf(pages.map((one) => one * 4096))).toMatchObject({ kind: "ratio", times: 4096, divisor: 1 });
    const shares = formOf(pages.map((one) => (one * 4096) / (300 * 2 ** 20)));
    expect(shares).toMatchObject({ kind: "ratio", times: 1, divisor: 76_800 });
    expect([...shares.whole.subarray(0, 60)]).toEqual(pages);
  });

  it("is decimals with steps beside them for a sum of durations, and for one stale marker among decimals", () => {
    let sum = 0;
    const sums = minutes.map((i) => {
      for (let j = 0; j < 40; j++) sum += (unrest(40 * i + j) % 90_000_000) / 1e9;
      return sum;
    });
    expect(formOf(sums)).toMatchObject({ kind: "near", places: 9 });
    expect(formOf([...minutes.map((i) => (unrest(i) % 10_000) / 100), doubleOf(STALE)])).toMatchObject({
      kind: "near",
    });
  });

  it("is none for true doubles", () => {
    expect(formOf(minutes.map((i) => Math.sin(i + 1)))).toMatchObject({ kind: "none" });
  });
});
