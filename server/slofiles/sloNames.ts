/**
 * Names of SLOs out of names of files: RFC 1123 (letters, digits, dots, dashes; at most 63). What is longer is cut, and told apart by a
 * checksum of the whole, so that the same file gives the same name.
 */
import { LONGEST_SLO_NAME } from "../analysis/slo/sloDefaults.ts";

export function sloNameOf(...parts: readonly string[]): string {
  const whole = parts.join("-");
  const name = whole.replace(/[^A-Za-z0-9.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
  if (name === "") return "slo";
  if (name.length <= LONGEST_SLO_NAME) return name;
  return `${name.slice(0, LONGEST_SLO_NAME - 9).replace(/[-.]+$/, "")}-${checksum(whole)}`;
}

/** FNV-1a, 32 bits. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
