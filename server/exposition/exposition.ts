/**
 * What a scraped page says: samples in the order of the page, and type, help and unit by family.
 * Units: values are doubles; times Unix milliseconds, null where the page has none.
 */
export type Label = readonly [name: string, value: string];

export interface ScrapedExemplar {
  readonly labels: readonly Label[];
  readonly value: number;
  readonly timeMs: number | null;
}

export interface ScrapedSample {
  readonly name: string;
  /** As the page has them, without the name; unsorted. */
  readonly labels: readonly Label[];
  readonly value: number;
  readonly timeMs: number | null;
  /** When the counter behind it began, as `_created` says; null when it does not. */
  readonly startMs: number | null;
  readonly exemplar: ScrapedExemplar | null;
}

export interface ScrapedFamily {
  /** counter, gauge, histogram, gaugehistogram, summary, info, stateset or unknown. */
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

export interface Exposition {
  readonly samples: readonly ScrapedSample[];
  readonly families: ReadonlyMap<string, ScrapedFamily>;
}

export type ExpositionFormat = "text" | "openmetrics";

export type ParsedExposition =
  | ({ readonly ok: true } & Exposition)
  /** Lines count from 1. */
  | { readonly ok: false; readonly line: number; readonly message: string };

const SUFFIX = /_(?:total|bucket|count|sum|created|info|gcount|gsum)$/;

/** The family that a sample is of: the one of its own name, else the one that its name begins with. */
export function familyOf(
  families: ReadonlyMap<string, ScrapedFamily>,
  name: string,
): (ScrapedFamily & { readonly name: string }) | null {
  for (const candidate of [name, name.replace(SUFFIX, "")]) {
    const family = families.get(candidate);
    if (family) return { ...family, name: candidate };
  }
  return null;
}
