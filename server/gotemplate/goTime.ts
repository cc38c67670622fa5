/**
 * Instants and durations as Go has them: printed, formatted by a layout, in a time zone.
 * Units: Unix milliseconds; durations in nanoseconds.
 * Source: Go's time (format.go, time.go).
 */
import { formatLayout, zonedParts } from "./goTimeLayout.ts";
import { TemplateObject, type TemplateValue } from "./templateValue.ts";
import { typed } from "./typedFunction.ts";

export const TIME = "time.Time";
export const DURATION = "time.Duration";
export const POINTER_DURATION = "*time.Duration";
const PRINTED = "2006-01-02 15:04:05.999999999 -0700 MST";
const UNIT = { hour: 3_600_000_000_000n, minute: 60_000_000_000n, second: 1_000_000_000n };

const instants = new WeakMap<TemplateObject, { readonly ms: number; readonly zone: string }>();
const durations = new WeakMap<TemplateObject, bigint>();

/** `isPointer`: as Prometheus's toTime gives it. */
export function timeValue(ms: number, zone: string, isPointer = false): TemplateObject {
  const methods: [string, () => TemplateValue][] = [
    ["Unix", () => BigInt(Math.floor(ms / 1_000))],
    ["UnixMilli", () => BigInt(ms)],
    ["UTC", () => timeValue(ms, "UTC")],
    ["Local", () => timeValue(ms, zone)],
    ["String", () => formatLayout(ms, zone, PRINTED)],
    ["IsZero", () => ms === ZERO_MS],
    ...["Year", "Day", "Hour", "Minute", "Second"].map((name): [string, () => TemplateValue] => {
      return [name, () => BigInt(zonedParts(ms, zone)[name.toLowerCase() as "year"])];
    }),
    ["Weekday", () => formatLayout(ms, zone, "Monday")],
    ["Month", () => formatLayout(ms, zone, "January")],
  ];
  const members = new Map<string, TemplateValue>(methods.map(([name, call]) => [name, typed([], call)]));
  members.set(
    "Format",
    typed(["string"], (layout) => formatLayout(ms, zone, String(layout))),
  );
  const value = new TemplateObject(isPointer ? `*${TIME}` : TIME, null, members, formatLayout(ms, zone, PRINTED));
  instants.set(value, { ms, zone });
  return value;
}

/** Of Go's zero time, year 1. */
const ZERO_MS = -62_135_596_800_000;

/** Throws for anything else. */
export function msOf(value: TemplateValue): number {
  const found = value instanceof TemplateObject ? instants.get(value) : undefined;
  if (!found) throw new Error("not a time");
  return found.ms;
}
export function zoneOf(value: TemplateValue): string {
  return (value instanceof TemplateObject ? instants.get(value)?.zone : undefined) ?? "UTC";
}

export function durationValue(nanos: bigint, isPointer = false): TemplateObject {
  const ratio = (unit: bigint) => typed([], () => Number(nanos) / Number(unit));
  const members = new Map<string, TemplateValue>([
    ["Hours", ratio(UNIT.hour)],
    ["Minutes", ratio(UNIT.minute)],
    ["Seconds", ratio(UNIT.second)],
    ["Milliseconds", typed([], () => nanos / 1_000_000n)],
    ["Microseconds", typed([], () => nanos / 1_000n)],
    ["Nanoseconds", typed([], () => nanos)],
    ["String", typed([], () => durationText(nanos))],
  ]);
  const core = isPointer ? null : nanos;
  const value = new TemplateObject(isPointer ? POINTER_DURATION : DURATION, core, members, durationText(nanos));
  durations.set(value, nanos);
  return value;
}

export const nanosOf = (value: TemplateObject): bigint => durations.get(value) ?? 0n;

/** `1h2m3.5s`, `1.5ms`, `0s`. */
export function durationText(nanos: bigint): string {
  if (nanos === 0n) return "0s";
  const sign = nanos < 0n ? "-" : "";
  const size = nanos < 0n ? -nanos : nanos;
  if (size < UNIT.second) {
    const [unit, digits] = size < 1_000n ? ["ns", 0] : size < 1_000_000n ? ["µs", 3] : ["ms", 6];
    return `${sign}${decimal(size, Number(digits))}${unit}`;
  }
  const [hours, minutes] = [size / UNIT.hour, (size % UNIT.hour) / UNIT.minute];
  const seconds = `${decimal(size % UNIT.minute, 9)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

function decimal(value: bigint, places: number): string {
  if (places === 0) return String(value);
  const digits = value.toString().padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, "");
}
