/**
 * The deriver's names: services, peers and regions (symbols), span names and types of exceptions per service, resources. All bounded; what does not fit any more
 * is counted under OVERFLOW, so that a million random names leave memory flat. `isStale` says when to begin anew: an hour after
 * something overflowed, so that one bad deploy does not hide names for ever.
 * Names are kept as the bytes that came (invalid UTF-8 is shown as U+FFFD by whoever reads the increments).
 */
import type { ResourceRange } from "../model/columns.ts";
import { MAX_EXCEPTION_TYPES } from "../model/incrementsPlaced.ts";
import { UNKNOWN_SERVICE } from "../model/semconv.ts";
import { AttributeFinder } from "./deriveAttributes.ts";
import type { ClockOffset } from "./deriveClock.ts";
import { NO_REGION } from "./derivePlaced.ts";
import { KnownResource, REGION, RESOURCE_KEYS } from "./deriveResource.ts";
import { ByteInterner, hashBytes } from "./deriveTables.ts";

export const OVERFLOW = "otel_metric_overflow";
export const MAX_NAMES_PER_SERVICE = 2_000;
/** Symbols fit 15 bits, names 18: together with kind, status and type they make keys of 32 bits. */
const MAX_SYMBOLS = 32_000;
const MAX_NAMES = 200_000;
const MAX_EXCEPTIONS = 20_000;
const MAX_RESOURCES = 20_000;
/** Longer names count as overflow: they are no names, and 2,000 of 64 KB for each service would not be bounded. */
const MAX_NAME_BYTES = 1_024;
const MOST_OFFSETS = 20;
const RENEW_MS = 3_600_000;

export class DerivedNames {
  readonly symbols = new ByteInterner(MAX_SYMBOLS);
  readonly names = new ByteInterner(MAX_NAMES, MAX_NAMES_PER_SERVICE);
  readonly exceptions = new ByteInterner(MAX_EXCEPTIONS, MAX_EXCEPTION_TYPES);
  readonly resources: KnownResource[] = [];
  private readonly byHash = new Map<number, KnownResource[]>();
  private readonly finder = new AttributeFinder(1, RESOURCE_KEYS);
  readonly startedMs: number;
  private readonly overflowSymbol: number;
  private readonly unknownSymbol: number;
  private overflowed = false;

  constructor(nowMs: number) {
    this.startedMs = nowMs;
    this.overflowSymbol = this.symbolOfText(OVERFLOW);
    this.unknownSymbol = this.symbolOfText(UNKNOWN_SERVICE);
  }

  isStale(nowMs: number): boolean {
    return this.overflowed && nowMs - this.startedMs >= RENEW_MS;
  }

  /** The symbol of a service's or peer's name. */
  symbolOf(bytes: Uint8Array, from: number, to: number): number {
    const symbol = to - from > MAX_NAME_BYTES ? -1 : this.symbols.intern(0, bytes, from, to);
    if (symbol >= 0) return symbol;
    this.overflowed = true;
    return this.overflowSymbol;
  }

  symbolOfText(text: string): number {
    const bytes = new TextEncoder().encode(text);
    return this.symbolOf(bytes, 0, bytes.length);
  }

  /** The number of a span name of this service, or -1: count it as overflow. */
  nameOf(service: number, bytes: Uint8Array, from: number, to: number): number {
    const name = to - from > MAX_NAME_BYTES ? -1 : this.names.intern(service, bytes, from, to);
    if (name < 0) this.overflowed = true;
    return name;
  }

  /** The number of a type of exceptions of this service, or -1: one of the rest. */
  exceptionOf(service: number, bytes: Uint8Array, from: number, to: number): number {
    const type = to - from > MAX_NAME_BYTES ? -1 : this.exceptions.intern(service, bytes, from, to);
    if (type < 0) this.overflowed = true;
    return type;
  }

  /** The resource of this range, decoded once per distinct bytes. */
  resourceOf(bytes: Uint8Array, range: ResourceRange): KnownResource {
    const hash = hashBytes(bytes, range.at, range.end, 1);
    const same = this.byHash.get(hash) ?? [];
    for (const known of same) if (equalBytes(known.bytes, bytes, range.at, range.end)) return known;
    const resource = this.decode(bytes, range);
    if (resource.number < 0) this.overflowed = true;
    else {
      this.resources.push(resource);
      this.byHash.set(hash, [...same, resource]);
    }
    return resource;
  }

  /** Services whose clocks are off, the furthest first; of each the instance that is off furthest. */
  clockOffsets(nowMs: number): ClockOffset[] {
    const decoder = new TextDecoder();
    const worst = new Map<number, ClockOffset>();
    for (const { service, description, clock } of this.resources) {
      const offsetMs = clock.offsetMs(nowMs);
      if (offsetMs === null || Math.abs(worst.get(service)?.offsetMs ?? 0) >= Math.abs(offsetMs)) continue;
      worst.set(service, {
        service: decoder.decode(this.symbols.textOf(service)),
        instance: description.instance,
        offsetMs,
      });
    }
    return [...worst.values()].sort((a, b) => Math.abs(b.offsetMs) - Math.abs(a.offsetMs)).slice(0, MOST_OFFSETS);
  }

  private decode(bytes: Uint8Array, range: ResourceRange): KnownResource {
    this.finder.clear();
    this.finder.scan(bytes, range.at, range.end);
    const at = this.finder.at;
    const from = at[0] as number;
    const to = at[1] as number;
    const service = to > from ? this.symbolOf(bytes, from, to) : this.unknownSymbol;
    const placed = this.finder.firstOf([REGION]);
    const region =
      placed < 0 ? NO_REGION : this.symbolOf(bytes, at[placed * 2] as number, at[placed * 2 + 1] as number);
    const number = this.resources.length < MAX_RESOURCES ? this.resources.length : -1;
    // A copy: `slice` of a Buffer would keep the whole request in memory as long as the resource is known.
    const own = new Uint8Array(bytes.subarray(range.at, range.end));
    return new KnownResource({ number, service, region, bytes: own }, bytes, this.finder);
  }
}

function equalBytes(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}
