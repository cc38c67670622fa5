/**
 * A region's health: failed when half of its placements or more failed, degraded when half are degraded or failed, of those whose health
 * is known. It adds nothing of its own; its placements are calm already.
 */
import { type Health, type ThingId, thingId, thingOf } from "../../model/state.ts";
import type { FrameValue } from "./healthFrames.ts";
import { sayList } from "./sayNumbers.ts";

export interface RegionVerdict {
  readonly thing: ThingId;
  readonly health: Health;
  readonly reason: string;
  /** Of all its placements: a request counts wherever it passes. */
  readonly requestsPerSecond: number;
}

const PLACEMENT = "placement:";

/** In order of their names. */
export function regionVerdicts(values: readonly FrameValue[]): RegionVerdict[] {
  const regions = new Map<string, FrameValue[]>();
  for (const value of values) {
    if (!value.thing.startsWith(PLACEMENT)) continue;
    const region = thingOf(value.thing).names[1] ?? "";
    const members = regions.get(region);
    if (members) members.push(value);
    else regions.set(region, [value]);
  }
  return [...regions]
    .map(([region, members]) => verdictOf(region, members))
    .sort((a, b) => (a.thing < b.thing ? -1 : 1));
}

function verdictOf(region: string, members: readonly FrameValue[]): RegionVerdict {
  const count = (...healths: readonly Health[]) => members.filter(({ health }) => healths.includes(health));
  const known = count("healthy", "degraded", "failed").length;
  const failed = count("failed");
  const troubled = count("degraded", "failed");
  const requestsPerSecond = members.reduce((sum, { signals }) => sum + signals.requestsPerSecond, 0);
  const health: Health =
    known === 0
      ? "unknown"
      : failed.length * 2 >= known
        ? "failed"
        : troubled.length * 2 >= known
          ? "degraded"
          : "healthy";
  const names = troubled.map(({ thing }) => thingOf(thing).names[0] ?? "");
  const reason = `${troubled.length} of ${known} services are degraded or failed there: ${sayList(names)}`;
  return { thing: thingId("region", region), health, reason, requestsPerSecond };
}
