/**
 * A query's value as the Prometheus API writes it, in pieces, so that a large answer never stands in memory twice nor holds up others.
 * Source: Prometheus web/api/v1/json_codec.go and docs/querying/api.md, "Expression query result formats".
 */
import { formatGoFloat } from "../promql/formatGo.ts";
import type { Labels } from "../promql/labels.ts";
import type { MatrixSeries, QueryValue, VectorSample } from "../promql/queryValue.ts";
import { histogramText } from "./prometheusHistogramText.ts";
import { sampleText, timestampText } from "./prometheusNumbers.ts";

/** Points in one piece: some ten kilobytes. */
const POINTS_A_PIECE = 512;

/** JSON text of `result`, one piece after the other. */
export function* valueText(value: QueryValue): Generator<string> {
  switch (value.type) {
    case "scalar":
      yield `[${timestampText(value.timeMs)},"${formatGoFloat(value.value)}"]`;
      return;
    case "string":
      yield `[${timestampText(value.timeMs)},${JSON.stringify(value.value)}]`;
      return;
    case "vector":
      yield* listed(value.samples, (sample) => [sampleJson(sample)]);
      return;
    case "matrix":
      yield* listed(value.series, seriesText);
      return;
  }
}

function* listed<Item>(items: readonly Item[], text: (item: Item) => Iterable<string>): Generator<string> {
  yield "[";
  for (let i = 0; i < items.length; i++) {
    if (i > 0) yield ",";
    yield* text(items[i] as Item);
  }
  yield "]";
}

export function labelsText(labels: Labels): string {
  let text = "{";
  for (let i = 0; i < labels.flat.length; i += 2) {
    text += `${i > 0 ? "," : ""}${JSON.stringify(labels.flat[i])}:${JSON.stringify(labels.flat[i + 1])}`;
  }
  return `${text}}`;
}

function sampleJson({ labels, timeMs, value, histogram }: VectorSample): string {
  const time = timestampText(timeMs);
  const shown = histogram
    ? `"histogram":[${time},${histogramText(histogram)}]`
    : `"value":[${time},"${sampleText(value)}"]`;
  return `{"metric":${labelsText(labels)},${shown}}`;
}

function* seriesText(series: MatrixSeries): Generator<string> {
  yield `{"metric":${labelsText(series.labels)}`;
  yield* pointsText(series, "values");
  if (series.histograms !== null) yield* pointsText(series, "histograms");
  yield "}";
}

/** The floats of a series, or its histograms; nothing when it has none of them. */
function* pointsText(series: MatrixSeries, of: "values" | "histograms"): Generator<string> {
  const { timesMs, values, histograms } = series;
  let piece = "";
  let points = 0;
  for (let i = 0; i < timesMs.length; i++) {
    const histogram = histograms?.[i] ?? null;
    if ((histogram !== null) !== (of === "histograms")) continue;
    const text = histogram === null ? `"${sampleText(values[i] ?? 0)}"` : histogramText(histogram);
    piece += `${points === 0 ? `,"${of}":[` : ","}[${timestampText(timesMs[i] ?? 0)},${text}]`;
    points++;
    if (points % POINTS_A_PIECE === 0) {
      yield piece;
      piece = "";
    }
  }
  if (points > 0) yield `${piece}]`;
}
