/**
 * What the deriver remembers of a resource: its service, and what a person tells its instance by. Current attribute names first,
 * then the older ones.
 */

import type { ResourceDescription } from "../model/increments.ts";
import {
  CLOUD_AVAILABILITY_ZONE,
  CLOUD_REGION,
  DEPLOYMENT_ENVIRONMENT_NAME,
  HOST_NAME,
  K8S_NODE_NAME,
  K8S_POD_NAME,
  SERVICE_INSTANCE_ID,
  SERVICE_NAME,
  SERVICE_VERSION,
} from "../model/semconv.ts";
import type { AttributeFinder } from "./deriveAttributes.ts";
import { SenderClock } from "./deriveClock.ts";
import { hashBytes } from "./deriveTables.ts";
import { type SeenStretch, stretchWith } from "./deriveTouched.ts";

const DEPLOYMENT_ENVIRONMENT = "deployment.environment";

/** Service name first: `DerivedNames` reads it by its place. */
export const RESOURCE_KEYS = [
  SERVICE_NAME,
  SERVICE_INSTANCE_ID,
  HOST_NAME,
  K8S_POD_NAME,
  SERVICE_VERSION,
  DEPLOYMENT_ENVIRONMENT_NAME,
  DEPLOYMENT_ENVIRONMENT,
  CLOUD_REGION,
  CLOUD_AVAILABILITY_ZONE,
  K8S_NODE_NAME,
];
const [, INSTANCE, HOST, POD, VERSION, ENVIRONMENT, OLD_ENVIRONMENT, , ZONE, NODE] = RESOURCE_KEYS.map((_, i) => i);
export const REGION = RESOURCE_KEYS.indexOf(CLOUD_REGION);

/** What a resource is found and counted by. */
interface ResourceKey {
  /** Dense, or -1 when it is one too many to be counted as an instance. */
  readonly number: number;
  /** Symbol of its service. */
  readonly service: number;
  /** Symbol of its region, NO_REGION when it names none. */
  readonly region: number;
  /** A copy of its own. */
  readonly bytes: Uint8Array;
}

export class KnownResource implements ResourceKey {
  readonly number: number;
  readonly service: number;
  readonly region: number;
  readonly bytes: Uint8Array;
  /** 64-bit hash of the bytes, the same in every process: 16 hexadecimal digits. */
  readonly hash: string;
  readonly description: ResourceDescription;
  /** True once a committed flush carried the description. */
  announced = false;
  /** From when to when committed flushes saw it last, without a long silence; null: not yet. */
  seen: SeenStretch | null = null;
  readonly clock = new SenderClock();

  /** `bytes` are those that the finder scanned. */
  constructor(key: ResourceKey, bytes: Uint8Array, finder: AttributeFinder) {
    this.number = key.number;
    this.service = key.service;
    this.region = key.region;
    this.bytes = key.bytes;
    const own = key.bytes;
    const half = (seed: number) => (hashBytes(own, 0, own.length, seed) >>> 0).toString(16).padStart(8, "0");
    this.hash = half(2) + half(3);
    this.description = descriptionOf(own, bytes, finder);
  }

  see(stretch: SeenStretch, nowMs: number): void {
    this.seen = stretchWith(this.seen, stretch);
    this.clock.see(stretch.toMs, nowMs);
  }
}

function descriptionOf(own: Uint8Array, bytes: Uint8Array, finder: AttributeFinder): ResourceDescription {
  const decoder = new TextDecoder();
  const first = (...keys: (number | undefined)[]): string => {
    const key = finder.firstOf(keys.filter((candidate) => candidate !== undefined));
    return key < 0 ? "" : decoder.decode(bytes.subarray(finder.at[key * 2], finder.at[key * 2 + 1]));
  };
  return {
    instance: first(INSTANCE, HOST, POD),
    version: first(VERSION),
    environment: first(ENVIRONMENT, OLD_ENVIRONMENT),
    region: first(REGION),
    zone: first(ZONE),
    host: first(HOST, NODE),
    bytes: own,
  };
}
