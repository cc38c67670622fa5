/**
 * How far an increase between the first and the last sample in a range is stretched to the whole range.
 *
 *   range start      first           last    range end
 *       |--- toStart --|--- sampled ---|- toEnd -|
 *
 * The stretch reaches an edge when that is nearer than 1.1 times the mean distance of samples, else half such a distance beyond the
 * sample; a counter is not stretched to before it was zero.
 * Source: Prometheus promql/functions.go (extrapolatedRate).
 */

/**
 * The factor for the increase. `gaps` is the number of samples less one. `beganMs` is the counter's known start within the range before
 * its first sample (then nothing is guessed on the left, and the first value counts as increase), else 0. `firstValue` is negative
 * for gauges, which know no zero.
 */
export function extrapolationFactor(
  firstMs: number,
  lastMs: number,
  gaps: number,
  rangeStartMs: number,
  rangeEndMs: number,
  beganMs: number,
  firstValue: number,
  increase: number,
): number {
  const betweenSamples = (lastMs - firstMs) / 1000;
  const mean = gaps > 0 ? betweenSamples / gaps : 0;
  const threshold = mean * 1.1;
  let sampled = betweenSamples;
  let toStart = (firstMs - rangeStartMs) / 1000;
  let toEnd = (rangeEndMs - lastMs) / 1000;
  if (beganMs !== 0) {
    toStart = 0;
    sampled = (lastMs - beganMs) / 1000;
  } else {
    if (toStart >= threshold) toStart = mean / 2;
    if (increase > 0 && firstValue >= 0) {
      const toZero = sampled * (firstValue / increase);
      if (toZero < toStart) toStart = toZero;
    }
  }
  if (toEnd >= threshold) toEnd = mean / 2;
  return sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
}

/** Seconds of a duration, rounded as Go's Duration.Seconds rounds. */
export function secondsOf(durationMs: number): number {
  return Math.trunc(durationMs / 1000) + ((durationMs % 1000) * 1e6) / 1e9;
}
