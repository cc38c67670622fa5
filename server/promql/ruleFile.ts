/**
 * A rule file of Prometheus (YAML) -> groups of rules, or what is wrong with it and where.
 * A file with any problem is refused as a whole, as Prometheus refuses it: half of a file would be a surprise.
 * Source: Prometheus model/rulefmt.
 */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type YAMLMap } from "yaml";
import { type Fields, fieldsOf, labelsFrom, type Refuse, readCount, readDuration, readText } from "./ruleFileFields.ts";
import { ruleFrom } from "./ruleFileRule.ts";
import type { Rule, RuleGroup, RuleLabels, RuleProblem } from "./rules.ts";

/** Prometheus's evaluation_interval where none is set. */
export const DEFAULT_INTERVAL_MS = 60_000;
const GROUP_FIELDS = ["name", "interval", "query_offset", "limit", "labels", "rules"];

export interface ParsedRuleFile {
  readonly groups: readonly RuleGroup[];
  /** When there are any, there are no groups. */
  readonly problems: readonly RuleProblem[];
}

/** Never throws for any text. */
export function parseRuleFile(file: string, text: string): ParsedRuleFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  // Of several documents Prometheus reads the first.
  const document: Document | undefined = "empty" in documents ? undefined : documents[0];
  const problems: RuleProblem[] = [];
  const refuse: Refuse = (at, message, linesBelow = 0) => {
    problems.push({ file, line: Math.max(1, lines.linePos(at).line + linesBelow), message });
  };
  for (const error of document?.errors ?? []) refuse(error.pos[0], error.message.split("\n", 1)[0] ?? "not valid YAML");
  if (problems.length > 0) return { groups: [], problems };
  const root = (document?.contents ?? null) as Node | null;
  if (root === null || (isScalar(root) && root.value === null)) return { groups: [], problems };
  const groups = groupsFrom(file, root, refuse);
  return problems.length > 0 ? { groups: [], problems } : { groups, problems };
}

function groupsFrom(file: string, root: Node, refuse: Refuse): RuleGroup[] {
  const fields = fieldsOf(root, ["groups"], "a rule file", refuse);
  const list = fields?.get("groups")?.value;
  if (!list || (isScalar(list) && list.value === null)) return [];
  if (!isSeq(list)) {
    refuse(placeOf(list), "groups must be a list");
    return [];
  }
  const names = new Set<string>();
  return (list.items as Node[]).flatMap((item) => {
    const group = groupFrom(file, item, refuse);
    if (group === null) return [];
    if (names.has(group.name)) refuse(placeOf(item), `groupname: "${group.name}" is repeated in the same file`);
    names.add(group.name);
    return [group];
  });
}

function groupFrom(file: string, node: Node, refuse: Refuse): RuleGroup | null {
  const fields = fieldsOf(node, GROUP_FIELDS, "a group", refuse);
  if (fields === null) return null;
  const name = readText(fields, "name", refuse);
  if (name === "") refuse(placeOf(node), "Groupname must not be empty");
  const intervalMs = readDuration(fields, "interval", refuse);
  const labels = labelsFrom(fields, "labels", refuse);
  return {
    file,
    name,
    intervalMs: intervalMs === null || intervalMs === 0 ? DEFAULT_INTERVAL_MS : intervalMs,
    queryOffsetMs: readDuration(fields, "query_offset", refuse) ?? 0,
    limit: readCount(fields, "limit", refuse),
    rules: rulesFrom(fields, labels, refuse),
  };
}

function rulesFrom(fields: Fields, labels: RuleLabels, refuse: Refuse): Rule[] {
  const list = fields.get("rules")?.value;
  if (!list || (isScalar(list) && list.value === null)) return [];
  if (!isSeq(list)) {
    refuse(placeOf(list), "rules must be a list");
    return [];
  }
  return (list.items as Node[]).flatMap((item) => ruleFrom(item, labels, refuse) ?? []);
}

function placeOf(node: Node | YAMLMap): number {
  return isMap(node) || node.range ? (node.range?.[0] ?? 0) : 0;
}
