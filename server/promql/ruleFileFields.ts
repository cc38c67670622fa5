/**
 * Fields of the maps in a rule file, each checked for its type; what is wrong is told by `refuse` with its place in the text.
 * Source: Prometheus model/rulefmt.
 */
import { isMap, isScalar, type Node } from "yaml";
import { durationMs } from "./parseDurationText.ts";
import type { RuleLabels } from "./rules.ts";

/** `linesBelow` the place at this offset of the text. */
export type Refuse = (at: number, message: string, linesBelow?: number) => void;
export interface Field {
  /** Offset of the key in the text. */
  readonly at: number;
  readonly value: Node | null;
}
export type Fields = ReadonlyMap<string, Field>;

/** The fields of a map; null when the node is none. Fields not in `known` are refused. */
export function fieldsOf(node: Node | null, known: readonly string[], what: string, refuse: Refuse): Fields | null {
  if (!isMap(node)) {
    refuse(node?.range?.[0] ?? 0, `${what} must be a map with ${known.join(", ")}`);
    return null;
  }
  const fields = new Map<string, Field>();
  for (const pair of node.items) {
    const key = pair.key as Node;
    const name = isScalar(key) ? String(key.value) : "";
    const at = key.range?.[0] ?? 0;
    if (known.includes(name)) fields.set(name, { at, value: pair.value as Node | null });
    else refuse(at, `field ${name} not found in ${what}`);
  }
  return fields;
}

const isEmpty = (node: Node | null | undefined) => !node || (isScalar(node) && node.value === null);

/** The text of a scalar as it is written; "" when it is not there. */
export function readText(fields: Fields, name: string, refuse: Refuse): string {
  const field = fields.get(name);
  if (!field || isEmpty(field.value)) return "";
  if (isScalar(field.value)) return textOf(field.value);
  refuse(field.at, `${name} must be text`);
  return "";
}

/** YAML reads `1.10` and `yes` as a number and a boolean; what was written is meant. */
function textOf(scalar: { readonly value: unknown; readonly source?: string }): string {
  return typeof scalar.value === "string" ? scalar.value : (scalar.source ?? String(scalar.value));
}

/** Milliseconds; null when it is not there. */
export function readDuration(fields: Fields, name: string, refuse: Refuse): number | null {
  const text = readText(fields, name, refuse);
  if (text === "") return null;
  const ms = durationMs(text);
  if (typeof ms === "number") return ms;
  refuse(fields.get(name)?.at ?? 0, `${name}: ${ms}`);
  return null;
}

/** A whole number from 0; 0 when it is not there. */
export function readCount(fields: Fields, name: string, refuse: Refuse): number {
  const text = readText(fields, name, refuse);
  if (text === "" || /^\d+$/.test(text)) return Number(text);
  refuse(fields.get(name)?.at ?? 0, `${name} must be a whole number`);
  return 0;
}

/** Labels or annotations: a map from names to texts. */
export function labelsFrom(fields: Fields, name: string, refuse: Refuse): RuleLabels {
  const field = fields.get(name);
  if (!field || isEmpty(field.value)) return {};
  if (!isMap(field.value)) {
    refuse(field.at, `${name} must be a map of texts`);
    return {};
  }
  const labels: Record<string, string> = {};
  for (const pair of field.value.items) {
    const key = pair.key as Node;
    const label = isScalar(key) ? textOf(key) : "";
    const value = pair.value as Node | null;
    const at = key.range?.[0] ?? field.at;
    if (label === "" || (name === "labels" && label === "__name__")) refuse(at, `invalid label name: ${label}`);
    else if (value !== null && !isScalar(value)) refuse(at, `${name}: ${label} must be text`);
    else labels[label] = isEmpty(value) || !isScalar(value) ? "" : textOf(value);
  }
  return labels;
}
