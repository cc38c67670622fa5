/**
 * Rules as they are defined and as they fare: those that the leader evaluates, and those that are switched off. Of an instant of the past:
 * the console's rules as they were defined then, and which of all fired; files have no past.
 */
import { BUILTIN_RULES } from "../alerting/builtinRules.ts";
import { consoleRuleKey } from "../alerting/ruleKeys.ts";
import { builtinSwitches, readAlertRule } from "../db/alertRuleBody.ts";
import type { Definition } from "../db/definitions.ts";
import type { AlertRule } from "../model/alert.ts";
import { type EvaluatedGroup, NEVER_EVALUATED, type RuleStanding } from "../model/ruleReport.ts";
import type { TrpcContext } from "../trpc.ts";
import type { RulesAnswer, RuleView } from "./alertAnswer.ts";
import { severityOf } from "./alertRows.ts";
import { sayWatched } from "./alertRuleWatches.ts";

export type RuleContext = Pick<TrpcContext, "store" | "db" | "tenant">;

const NOW_MS = 60_000;
const IN_THE_PAST =
  "Rules of files, built-in ones and those of SLOs are shown as they are now; the console's as they were then.";

export async function rulesAt(ctx: RuleContext, atMs: number): Promise<RuleView[]> {
  const isNow = Math.abs(Date.now() - atMs) < NOW_MS;
  const [report, definitions, switches, open] = await Promise.all([
    ctx.store.readRuleReport({ tenant: ctx.tenant }),
    ctx.db.readDefinitions("alertRule", isNow ? undefined : atMs),
    ctx.db.readDefinitions("builtinRule", isNow ? undefined : atMs),
    isNow ? [] : ctx.store.readEpisodesAt({ tenant: ctx.tenant, atMs }),
  ]);
  const known = new Map(definitions.map((definition) => [consoleRuleKey(definition.id), definition]));
  const switched = builtinSwitches(switches);
  const builtin = new Map(
    BUILTIN_RULES.map((rule) => [rule.key, { ...rule, isEnabled: switched.get(rule.name) ?? rule.isEnabled }]),
  );
  const evaluated = report.groups.flatMap(({ group, standing }) => viewsOf(group, standing.rules, known, builtin));
  const listed = new Set(evaluated.map(({ key }) => key));
  const others = definitions.flatMap((definition) => {
    const key = consoleRuleKey(definition.id);
    const { rule } = readAlertRule(definition, key);
    return rule && !listed.has(key) ? [viewOf(rule, NEVER_EVALUATED, null, definition)] : [];
  });
  const unlisted = [...builtin.values()].filter(({ key }) => !listed.has(key));
  const all = [...evaluated, ...others, ...unlisted.map((rule) => viewOf(rule, NEVER_EVALUATED, null, null))];
  if (isNow) return all;
  const [firing, pending] = [new Map<string, number>(), new Map<string, number>()];
  for (const { ruleKey, firedMs } of open) {
    const counted = firedMs === null ? pending : firing;
    counted.set(ruleKey, (counted.get(ruleKey) ?? 0) + 1);
  }
  const then = { health: "unknown", lastError: null, lastEvaluationMs: null } as const;
  return all.map((view) => {
    return { ...view, ...then, firing: firing.get(view.key) ?? 0, pending: pending.get(view.key) ?? 0 };
  });
}

export async function rulesAnswer(ctx: RuleContext, atMs: number): Promise<RulesAnswer> {
  const isNow = Math.abs(Date.now() - atMs) < NOW_MS;
  const [rules, { problems }] = await Promise.all([
    rulesAt(ctx, atMs),
    ctx.store.readRuleReport({ tenant: ctx.tenant }),
  ]);
  return { atMs, rules, problems, note: isNow ? null : IN_THE_PAST };
}

/** As defined at the instant: a console rule that is no more, or was not yet, is left out. */
function viewsOf(
  group: EvaluatedGroup,
  standings: readonly RuleStanding[],
  known: ReadonlyMap<string, Definition>,
  builtin: ReadonlyMap<string, AlertRule>,
): RuleView[] {
  return group.rules.flatMap((one, i) => {
    if (one.kind !== "alerting") return [];
    const { rule } = one;
    const standing = standings[i] ?? NEVER_EVALUATED;
    if (rule.source === "builtin") return [viewOf(builtin.get(rule.key) ?? rule, standing, null, null)];
    if (rule.source !== "console") return [viewOf(rule, standing, rule.source === "file" ? group.file : null, null)];
    const definition = known.get(rule.key);
    const defined = definition ? readAlertRule(definition, rule.key).rule : null;
    return definition && defined ? [viewOf(defined, standing, null, definition)] : [];
  });
}

export function viewOf(
  rule: AlertRule,
  standing: RuleStanding,
  file: string | null,
  definition: Pick<Definition, "id" | "revision"> | null,
): RuleView {
  const { key, source, isEnabled, ...body } = rule;
  const { health, lastError, lastEvaluationMs, evaluationMs, alerts } = standing;
  const count = (state: string) => alerts.filter((alert) => alert.state === state).length;
  return {
    ...{ key, source, isEnabled, file, body, health, lastError, lastEvaluationMs, evaluationMs },
    isEditable: source === "console",
    definition: definition && { id: definition.id, revision: definition.revision },
    watches: sayWatched(rule.condition),
    severity: severityOf(rule.labels),
    firing: count("firing"),
    pending: count("pending"),
  };
}
