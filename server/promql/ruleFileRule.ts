/**
 * One rule of a rule file, checked as Prometheus checks it: exactly one of `record` and `alert`, an expression that parses, and only
 * the fields that its kind has.
 * Source: Prometheus model/rulefmt (Rule.Validate).
 */
import { isScalar, type Node } from "yaml";
import { parseQuery } from "./parse.ts";
import { isPromQlError } from "./promQlError.ts";
import { type Fields, fieldsOf, labelsFrom, type Refuse, readDuration, readText } from "./ruleFileFields.ts";
import type { Rule, RuleLabels } from "./rules.ts";

const RULE_FIELDS = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"];
const ONLY_ALERTS = ["annotations", "for", "keep_firing_for"];

/** Null when it is no rule; then `refuse` was told why. `groupLabels` give way to the rule's own. */
export function ruleFrom(node: Node, groupLabels: RuleLabels, refuse: Refuse): Rule | null {
  const fields = fieldsOf(node, RULE_FIELDS, "a rule", refuse);
  if (fields === null) return null;
  const at = node.range?.[0] ?? 0;
  const [record, alert] = [readText(fields, "record", refuse), readText(fields, "alert", refuse)];
  if (record !== "" && alert !== "") refuse(at, "only one of 'record' and 'alert' must be set");
  if (record === "" && alert === "") refuse(at, "one of 'record' or 'alert' must be set");
  const query = readQuery(fields, at, refuse);
  const labels = { ...groupLabels, ...labelsFrom(fields, "labels", refuse) };
  if (record !== "") {
    checkRecord(record, fields, refuse);
    return { kind: "recording", name: record, query, labels };
  }
  return {
    kind: "alerting",
    name: alert,
    query,
    labels,
    annotations: labelsFrom(fields, "annotations", refuse),
    forMs: readDuration(fields, "for", refuse) ?? 0,
    keepFiringForMs: readDuration(fields, "keep_firing_for", refuse) ?? 0,
  };
}

function checkRecord(record: string, fields: Fields, refuse: Refuse): void {
  const at = fields.get("record")?.at ?? 0;
  if (/[{}]/.test(record)) refuse(at, "braces present in the recording rule name; should it be in expr?");
  for (const name of ONLY_ALERTS) {
    const field = fields.get(name);
    if (field) refuse(field.at, `invalid field '${name}' in recording rule`);
  }
}

function readQuery(fields: Fields, ruleAt: number, refuse: Refuse): string {
  const query = readText(fields, "expr", refuse);
  const field = fields.get("expr");
  if (query.trim() === "") {
    refuse(field?.at ?? ruleAt, "field 'expr' must be set in rule");
    return "";
  }
  try {
    parseQuery(query);
  } catch (error) {
    if (!isPromQlError(error)) throw error;
    // A query that does not parse is shown where it stands: a block of text begins a line below its mark.
    const value = field?.value;
    const isBlock = isScalar(value) && (value.type === "BLOCK_LITERAL" || value.type === "BLOCK_FOLDED");
    const inQuery = Number(/^(\d+):/.exec(error.message)?.[1] ?? 1) - (isBlock ? 0 : 1);
    refuse(value?.range?.[0] ?? ruleAt, `could not parse expression: ${error.message}`, inQuery);
  }
  return query;
}
