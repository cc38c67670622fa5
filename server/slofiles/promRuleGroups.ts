/** Groups of Prometheus rules as this folder makes them, their text, and groups as they stand in files of others, field by field. */
import { LineCounter, parseAllDocuments, stringify } from "yaml";
import { Fields, FileReport } from "./fileFields.ts";

export interface MadeRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
export interface MadeRuleGroup {
  readonly name: string;
  readonly rules: readonly MadeRule[];
}

/** A rule file of Prometheus. */
export function writeRuleGroups(groups: readonly MadeRuleGroup[]): string {
  return stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Empty texts: not there. */
export interface RuleText {
  readonly record: string;
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
export interface RuleGroupText {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly RuleText[];
}

/** Of Prometheus's rule files and of PrometheusRule objects, all documents of the text one after the other. What is no rule is left out. */
export function readRuleGroups(text: string): RuleGroupText[] {
  const report = new FileReport(new LineCounter());
  const parsed = parseAllDocuments(text);
  return (Array.isArray(parsed) ? parsed : []).flatMap((document) => {
    const root = Fields.of(document, document.contents, "a rule file", report);
    const groups = root?.list("groups") ?? [];
    return [...groups, ...(root?.fields("spec")?.list("groups") ?? [])].map((group) => ({
      name: group.text("name") ?? "",
      interval: group.text("interval") ?? "",
      rules: group.list("rules").map((rule) => ({
        record: rule.text("record") ?? "",
        alert: rule.text("alert") ?? "",
        expr: rule.text("expr") ?? "",
        labels: rule.labels("labels"),
        annotations: rule.labels("annotations"),
      })),
    }));
  });
}
