/**
 * Where the shop runs: three regions of three zones each, and what it costs to cross between them.
 * Units: requests per second averaged over a day; milliseconds one way.
 */
import type { RegionSpec } from "../engine/topology.ts";

export const EU_WEST = "eu-west";
export const US_EAST = "us-east";
export const AP_SOUTH = "ap-south";

const zonesOf = (region: string) => ["a", "b", "c"].map((letter) => `${region}-1${letter}`);
const place = (name: string, requestsPerSecond: number, peakHour: number): RegionSpec => ({
  name,
  provider: "aws",
  zones: zonesOf(name),
  hostsPerZone: 1,
  requestsPerSecond,
  peakHour,
});

export const REGIONS: readonly RegionSpec[] = [
  place(EU_WEST, 2, 18),
  place(US_EAST, 1.5, 23),
  place(AP_SOUTH, 0.9, 14),
];

export const LATENCY_MS: Readonly<Record<string, number>> = {
  [`${EU_WEST}|${US_EAST}`]: 38,
  [`${AP_SOUTH}|${EU_WEST}`]: 61,
  [`${AP_SOUTH}|${US_EAST}`]: 96,
};
