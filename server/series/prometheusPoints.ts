/**
 * Points that came from Prometheus and are not what they seem: native histograms whose counts are not whole stand in units of 2^-32,
 * and exemplars that came without a sample stand on points that are none.
 * Source: server/otlp/prometheusWriter.ts.
 */
import type { Attributes } from "../model/attributes.ts";
import { PROMETHEUS_COUNT_EXPONENT, PROMETHEUS_EXEMPLARS } from "../model/semconv.ts";
import type { DistributionSample, SeriesSamples } from "../store/seriesReader.ts";

/** `countExponent`: counts are in units of 2 to this power. */
export type PointsForm = { readonly samples: true; readonly countExponent: number } | { readonly samples: false };

const PLAIN: PointsForm = { samples: true, countExponent: 0 };
const NO_SAMPLES: PointsForm = { samples: false };

/** By the metadata of their metric. */
export function pointsForm(metadata: Attributes): PointsForm {
  for (const { key, value } of metadata) {
    if (key === PROMETHEUS_EXEMPLARS) return NO_SAMPLES;
    if (key === PROMETHEUS_COUNT_EXPONENT && value.type === "int") {
      return { samples: true, countExponent: Number(value.value) };
    }
  }
  return PLAIN;
}

/** The samples with their counts in units of 1. */
export function inUnits(samples: SeriesSamples, form: PointsForm | undefined): SeriesSamples {
  if (!form?.samples || form.countExponent === 0 || samples.distributions === null) return samples;
  const unit = 2 ** form.countExponent;
  return { ...samples, distributions: samples.distributions.map((one) => one && scaled(one, unit)) };
}

function scaled(sample: DistributionSample, unit: number): DistributionSample {
  const times = (counts: Float64Array) => counts.map((count) => count * unit);
  if (sample.kind === "explicit") return { ...sample, count: sample.count * unit, counts: times(sample.counts) };
  if (sample.kind === "summary") return sample;
  const { count, zeroCount, positive, negative } = sample;
  return {
    ...sample,
    count: count * unit,
    zeroCount: zeroCount * unit,
    positive: times(positive),
    negative: times(negative),
  };
}
