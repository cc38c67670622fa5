/**
 * `_created` of OpenMetrics: not a sample of its own, but when the counter, histogram or summary with the same labels began.
 * It may stand anywhere in its family.
 */
import { familyOf, type Label, type ScrapedFamily, type ScrapedSample } from "./exposition.ts";

const CREATED = "_created";
/** The label by which samples of one histogram or summary differ. */
const POINT_LABEL: Readonly<Record<string, string>> = { counter: "", histogram: "le", summary: "quantile" };

type Families = ReadonlyMap<string, ScrapedFamily>;

/** The samples without `_created`, each with its start. */
export function takeStartTimes(samples: readonly ScrapedSample[], families: Families): ScrapedSample[] {
  const starts = new Map<string, number>();
  const rest: ScrapedSample[] = [];
  for (const sample of samples) {
    const key = sample.name.endsWith(CREATED) ? keyOf(sample.name, sample.labels, families) : null;
    if (key === null || families.has(sample.name)) rest.push(sample);
    else if (Number.isFinite(sample.value)) starts.set(key, Math.trunc(sample.value * 1000));
  }
  if (starts.size === 0) return rest;
  return rest.map((sample) => {
    const key = keyOf(sample.name, sample.labels, families);
    const startMs = key === null ? undefined : starts.get(key);
    return startMs === undefined ? sample : { ...sample, startMs };
  });
}

function keyOf(name: string, labels: readonly Label[], families: Families): string | null {
  const family = familyOf(families, name);
  const without = family ? POINT_LABEL[family.type] : undefined;
  if (family === null || without === undefined) return null;
  const told = labels
    .filter(([label]) => label !== without)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${family.name}{${told.sort().join(",")}}`;
}
