/**
 * Where rules come from: files of a folder, definitions of the console, built-in ones that nobody switched off, and SLOs.
 * Errors: those of the control plane; a definition of a form that is not known is a problem, and the others go on.
 */
import { consoleRuleKey } from "../../alerting/ruleKeys.ts";
import { builtinSwitches, readAlertRule } from "../../db/alertRuleBody.ts";
import type { Definition, DefinitionKind } from "../../db/definitions.ts";
import type { AlertRule, RuleSource } from "../../model/alert.ts";
import type { EvaluatedGroup, EvaluationProblem } from "../../model/ruleReport.ts";
import type { RuleFiles } from "./ruleFiles.ts";
import { groupOfFile, groupRules } from "./ruleSets.ts";

export interface SourcedRules {
  readonly groups: readonly EvaluatedGroup[];
  readonly problems: readonly EvaluationProblem[];
  /** Of which all rules are known. */
  readonly loaded: ReadonlySet<RuleSource>;
  /** Whether a rule of this key may be in what was not taken. */
  readonly isUnread: (key: string) => boolean;
}

export interface SourceOptions {
  readonly files: RuleFiles | null;
  readonly definitions: { readDefinitions(kind: DefinitionKind): Promise<Definition[]> } | null;
  readonly builtin: readonly AlertRule[];
  /** Null while they are not read yet; the same list as long as nothing changed. */
  readonly slos: (() => readonly AlertRule[] | null) | null;
}

export class RuleSources {
  private defined = "";
  private sloRules: readonly AlertRule[] | null = null;
  private isFirst = true;

  constructor(private readonly options: SourceOptions) {}

  /** Null when nothing changed since the last time. */
  async refresh(): Promise<SourcedRules | null> {
    const { files, definitions, builtin, slos } = this.options;
    const [consoleRules, switches] = definitions
      ? await Promise.all([definitions.readDefinitions("alertRule"), definitions.readDefinitions("builtinRule")])
      : [[], []];
    const defined = [...consoleRules, ...switches].map(({ id, revision }) => `${id} ${revision}`).join();
    const sloRules = slos?.() ?? null;
    const haveFilesChanged = (await files?.refresh()) ?? false;
    const isSame = !haveFilesChanged && defined === this.defined && sloRules === this.sloRules && !this.isFirst;
    [this.defined, this.sloRules, this.isFirst] = [defined, sloRules, false];
    if (isSame) return null;
    const switched = builtinSwitches(switches);
    const read = consoleRules.map((one) => readAlertRule(one, consoleRuleKey(one.id)));
    const rules = [
      ...read.flatMap(({ rule }) => rule ?? []),
      ...builtin.map((rule) => ({ ...rule, isEnabled: switched.get(rule.name) ?? rule.isEnabled })),
      ...(sloRules ?? []),
    ];
    const grouped = groupRules(rules);
    const unread = read.flatMap(({ problem }) =>
      problem === null ? [] : [{ file: "console", line: 1, message: problem }],
    );
    const unreadKeys = new Set(
      consoleRules.flatMap(({ id }, i) => (read[i]?.problem == null ? [] : [consoleRuleKey(id)])),
    );
    const loaded: RuleSource[] = ["file", "console", "builtin", ...(slos === null || sloRules ? ["slo" as const] : [])];
    return {
      groups: [...(files?.groups ?? []).map(groupOfFile), ...grouped.groups],
      problems: [...(files?.problems ?? []), ...unread, ...grouped.problems],
      loaded: new Set(loaded),
      isUnread: (key) => unreadKeys.has(key) || (files?.mayHold(key) ?? false),
    };
  }
}
