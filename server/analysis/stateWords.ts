/** Values of properties in words, as a sentence about what changed needs them. */
import type { PropertyValue } from "../model/state.ts";
import { sayName } from "./history/sayNumbers.ts";

/** Items of a list that a sentence names. */
const MOST_ITEMS = 4;

/** "2.14.0", "eu-west, us-east", "on"; "none" where there is none. */
export function valueWords(value: PropertyValue | null): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value !== "object") return sayName(String(value));
  if (value.length === 0) return "none";
  const named = value.slice(0, MOST_ITEMS).map(sayName).join(", ");
  const more = value.length - MOST_ITEMS;
  return more > 0 ? `${named} and ${more} more` : named;
}
