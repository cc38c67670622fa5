/** Blocks of points that were written before doubles had forms of their own (layout 2) are read as ever. */
import { expect, it } from "vitest";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { readHistogramDataPoint } from "../../otlp/readPoints.ts";
import { NOON_MS } from "../../testing/builders.ts";
import { PointRuns, PointView } from "./decodePoints.ts";
import { readChunkPlaces } from "./rawBlock.ts";
import { SampleGather } from "./sampleGather.ts";

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));

/** Gauges 1 and 2 (hundredths, square roots), ints 9, histograms 20 and 21: every 15 s from noon. */
const BLOCK = {
  blockId: 1,
  step: 1,
  count: 20,
  codec: 0,
  layout: 2,
  hot: bytes(
    "BgQCBgEDAkQGBAOAgMP3w7jk6TGw6gEAAAQA/9+6hL8DBgOA4LqEvwOw6gEAAAAABgD/37qEvwMDA4DguoS/A7DqAQADAP/fuoS/" +
      "AwUAAAQEAAUCAAQEAAUmBwMBAQATAAQAAACAQICAAYCAAYCAAYCAASAAqgJCAEy4DABYz0UA6HMyAHoNCAC2VcnwC/oEPwB/AAIA" +
      "FAQADhQGOQIJvgQAAAAAAAAAABCamZmZmZm5PwAAAAAAAPA/CbYEAAAAAAAAAAAQmpmZmZmZuT8AAAAAAADwPwYAAQEBAAQeAAYA" +
      "AgQABgQGCAAGCAoMAAYCBAYAAAQEBAAABAQEMDQ0ZpqurjMzZpmqqjMzZpmqqjMzZpmqqjMzZpmqqjMzZpmqqtMzBtk6Cj8AAD8A" +
      "ACiaAJoAAJkAmQAAmQCZAACZAJkAAJkAmQAAmQCZAACpAKkAAD8APwAAMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
      "AAAAAPDgIAAgYD9/AEAAAA==",
  ),
  ids: bytes("BQECBgEKAg=="),
  places: readChunkPlaces(bytes("ARR4eA==")),
};
const REST = bytes(
  "QhIRAGB4H+LI6RgZAAAAAAAA4D9CEhEAYHgf4sjpGBkAAAAAAAAEQEISEQBgeB/iyOkYGQAAAAAAABJAQhIRAGB4H+LI6RgZAAAA" +
    "AAAA+D9CEhEAYHgf4sjpGBkAAAAAAAAMQEISEQBgeB/iyOkYGQAAAAAAABZA",
);

it("gives back samples of a block of layout 2", () => {
  const gather = new SampleGather([1, 2, 9, 20, 21], { startMs: 0, endMs: NOON_MS * 2 }, 1000);
  gather.add(new PointRuns(BLOCK), 1);
  const [hundredths, roots, ints, even, odd] = gather.finish();
  expect([...(hundredths?.values ?? [])]).toEqual([0, 0.02, 0.04, 0.06]);
  expect([...(roots?.values ?? [])]).toEqual([1, 3, 5, 7].map(Math.sqrt));
  expect([...(ints?.values ?? [])]).toEqual([0, 1, 4, 9, 16, 25].map((square) => 4096 * square));
  expect([...(ints?.timesMs ?? [])]).toEqual([0, 1, 2, 3, 4, 5].map((i) => NOON_MS + 15_000 * i));
  const sums = (all: typeof even) => all?.distributions?.map((one) => one && "sum" in one && one.sum);
  expect(sums(even)).toEqual([0, 2, 4].map((i) => 0.1 * (i + 1) + 0.2));
  expect(sums(odd)).toEqual([1, 3, 5].map((i) => 0.1 * (i + 1) + 0.2));
});

it("gives back every field of a block of layout 2", () => {
  const view = new PointView(BLOCK);
  view.putChunk(0, REST);
  const table = view.toTable();
  const reader = new ProtobufReader(table.rest);
  const rows = Array.from(table.series, (id, row) => ({ id, row })).filter(({ id }) => id >= 20);
  const points = rows.map(({ row }) =>
    readHistogramDataPoint(reader, table.restAt[row] ?? 0, table.restAt[row + 1] ?? 0),
  );
  const order = [0, 2, 4, 1, 3, 5];
  expect(points.map(({ count, bucketCounts }) => [count, ...bucketCounts].map(Number))).toEqual(
    order.map((i) => [3 * i + 3, i, i + 1, i + 2]),
  );
  expect(points.map(({ min, max }) => [min, max])).toEqual(order.map((i) => [i === 2 ? null : 0.05, 2 ** i]));
  expect(points.map(({ exemplars }) => exemplars.map(({ value }) => value?.value))).toEqual(
    order.map((i) => [0.5 + i]),
  );
});
