/**
 * Things and numbers of the system's state in words, as a sentence about what changed needs them.
 * Units: as in server/model/state.ts; the words carry their own. Errors: never throws.
 */
import type { PropertyValue, ThingKind } from "../model/state.ts";

/** A thing as people call it: "checkout in eu-west", "gateway → checkout", "instance 7f of checkout". */
export function thingWords(kind: ThingKind, names: readonly string[]): string {
  const [first = "", second = "", third = "", fourth = ""] = names;
  switch (kind) {
    case "placement":
      return `${first} in ${second}`;
    case "peer":
      return second || first;
    case "edge":
      return `${caller(first)} → ${second}`;
    case "placedEdge":
      return `${placed(caller(first), second)} → ${placed(third, fourth)}`;
    case "version":
      return `${first} ${second}`;
    case "instance":
      return `instance ${second} of ${first}`;
    case "pod":
      return `pod ${names.filter(Boolean).join("/")}`;
    case "zone":
      return `zone ${second || first}`;
    case "host":
    case "node":
    case "region":
      return `${kind} ${first}`;
    case "subject":
      return first === "system" ? "the system" : first;
    default:
      return first;
  }
}
const caller = (name: string) => (name === "user" ? "users" : name);
const placed = (name: string, region: string) => (region === "" ? name : `${name} (${region})`);

/** Items of a list that a sentence names. */
const MOST_ITEMS = 4;

/** A property's value; "none" where there is none. */
export function valueWords(value: PropertyValue | null): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value !== "object") return String(value);
  if (value.length === 0) return "none";
  const more = value.length - MOST_ITEMS;
  return more > 0 ? `${value.slice(0, MOST_ITEMS).join(", ")} and ${more} more` : value.join(", ");
}

/** Three digits at most: 1234 → "1,230", 0.0421 → "0.0421". */
function threeDigits(value: number): string {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(3));
  return rounded.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}

export const rateWords = (perSecond: number): string => threeDigits(perSecond);
export const ratioWords = (ratio: number): string => `${threeDigits(Math.round(ratio * 1000) / 10)} %`;
export function secondsWords(seconds: number): string {
  if (seconds < 1) return `${threeDigits(Math.max(seconds * 1000, 0.01))} ms`;
  return seconds < 120 ? `${threeDigits(seconds)} s` : `${threeDigits(seconds / 60)} min`;
}

/** A length of time in its two largest units: "2 min 10 s", "3 d 4 h". */
export function lengthWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}
const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;
