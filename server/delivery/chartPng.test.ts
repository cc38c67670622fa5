/** Pictures of charts: what the SVG says, and that its PNG has ink where it should; texts of others stay texts. */
import { describe, expect, it } from "vitest";
import { NOON_MS } from "../testing/builders.ts";
import { chartPng, pngOf } from "./chartPng.ts";
import { chartSvg, PICTURE_HEIGHT, PICTURE_WIDTH, type PictureChart } from "./chartSvg.ts";

const CHART: PictureChart = {
  title: 'Checkout "fails" <script>alert(1)</script> & more',
  startMs: NOON_MS - 3_600_000,
  stepMs: 60_000,
  values: Array.from({ length: 60 }, (_, i) => (i === 30 ? null : i === 31 ? "NaN" : i)),
  threshold: 80,
  thresholds: null,
  bands: [{ standing: "firing", startMs: NOON_MS - 600_000, endMs: NOON_MS }],
  atMs: NOON_MS,
  note: null,
};

describe("the picture of a chart", () => {
  it("says its title as text, its limit, and the hours in UTC", () => {
    const svg = chartSvg(CHART);
    expect(svg).not.toContain("<script>");
    expect(svg).toContain("&lt;script&gt;");
    expect(svg).toContain("limit 80");
    expect(svg).toContain(">UTC<");
    expect(svg).toMatch(new RegExp(`>${new Date(NOON_MS - 1_800_000).toISOString().slice(11, 16)}<`));
    // Above the limit, though no value is.
    expect(svg).toContain(">100<");
  });

  it("says a ratio in percent where its sentence does", () => {
    const ratio = { ...CHART, title: "CallsFail: 17.22% of the calls fail", threshold: 0.05, values: [0, 0.17, 0.2] };
    const svg = chartSvg(ratio);
    expect(svg).toContain("limit 5 %");
    expect(svg).toMatch(/>20 %</);
    expect(chartSvg({ ...ratio, title: "CallsFail" })).toContain("limit 0.05");
  });

  it("draws for any values, and says why there is none", () => {
    const odd: Partial<PictureChart>[] = [
      { values: [] },
      { values: [Number.NaN, Number.POSITIVE_INFINITY, -5], threshold: Number.POSITIVE_INFINITY },
      { values: [0, 0], threshold: 0 },
      { values: [-3, -2], threshold: -1, thresholds: [-1, null] },
      { values: [1e300], stepMs: 1, startMs: 0 },
    ];
    for (const more of odd) expect(chartSvg({ ...CHART, ...more })).toMatch(/^<svg /);
    expect(chartSvg({ ...CHART, values: [], threshold: null, note: "It watches logs." })).toContain("It watches logs.");
  });

  it("becomes a PNG of twice its size, several at a time, also after one that could not be drawn", async () => {
    await expect(pngOf("no picture")).rejects.toThrow();
    const pictures = await Promise.all([chartPng(CHART), chartPng({ ...CHART, title: "" })]);
    for (const png of pictures) {
      const bytes = Buffer.from(png);
      expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([2 * PICTURE_WIDTH, 2 * PICTURE_HEIGHT]);
    }
    // The title's letters were drawn: our font was found.
    expect((pictures[0]?.length ?? 0) - (pictures[1]?.length ?? 0)).toBeGreaterThan(3_000);
  });
});
