/** What people define and switch: rules of the console, and which built-in ones are on. Errors: INVALID, CONFLICT, NOT_FOUND. */
import { BUILTIN_RULES } from "../alerting/builtinRules.ts";
import { consoleRuleKey } from "../alerting/ruleKeys.ts";
import { readAlertRule, type StoredAlertRule } from "../db/alertRuleBody.ts";
import type { Definition } from "../db/definitions.ts";
import { DomainError } from "../errors.ts";
import type { AlertRuleBody } from "../model/alert.ts";
import { checkTypes } from "../promql/checkTypes.ts";
import { parseQuery } from "../promql/parse.ts";
import { isPromQlError } from "../promql/promQlError.ts";
import type { TrpcContext } from "../trpc.ts";

type Db = TrpcContext["db"];
const KIND = "alertRule";

export interface RuleDraft {
  readonly id?: string | undefined;
  readonly revision?: number | undefined;
  readonly body: AlertRuleBody;
  readonly isEnabled: boolean;
  readonly author: string;
}

export interface SavedRule {
  readonly id: string;
  readonly key: string;
  readonly revision: number;
}
const savedRule = ({ id, revision }: Definition): SavedRule => ({ id, revision, key: consoleRuleKey(id) });

export async function saveRule(db: Db, { id, revision, body, isEnabled, author }: RuleDraft): Promise<SavedRule> {
  refuseBadRule(body);
  const stored: StoredAlertRule = { ...body, isEnabled };
  const which = { ...(id !== undefined && { id }), ...(revision !== undefined && { revision }) };
  return savedRule(await db.saveDefinition({ kind: KIND, name: body.name, body: stored, author, ...which }));
}

/** Console rules are found by name, and their queries are known to be some. */
function refuseBadRule({ condition, labels }: AlertRuleBody): void {
  if ("alertname" in labels)
    throw new DomainError("INVALID", "The label alertname is the rule's own name; leave it out.");
  if (condition.kind !== "promql") return;
  try {
    const type = checkTypes(parseQuery(condition.query));
    if (type === "vector" || type === "scalar") return;
    throw new DomainError("INVALID", `The query gives a ${type}; a rule needs one that gives series or a number.`);
  } catch (error) {
    if (isPromQlError(error)) throw new DomainError("INVALID", `The query cannot be read: ${error.message}.`);
    throw error;
  }
}

export async function switchRule(
  db: Db,
  { id, isEnabled, author }: { readonly id: string; readonly isEnabled: boolean; readonly author: string },
): Promise<SavedRule> {
  const [newest] = await db.readRevisions(KIND, id);
  if (!newest || newest.isDeleted) throw new DomainError("NOT_FOUND", "There is no such alert rule (any more).");
  const { name, revision } = newest;
  const body = { ...(newest.body as StoredAlertRule), isEnabled };
  return savedRule(await db.saveDefinition({ kind: KIND, id, name, revision, body, author }));
}

export const deleteRule = (db: Db, { id, author }: { readonly id: string; readonly author: string }) =>
  db.deleteDefinition({ kind: KIND, id, author });

export async function switchBuiltin(
  db: Db,
  { name, isEnabled, author }: { readonly name: string; readonly isEnabled: boolean; readonly author: string },
): Promise<{ readonly name: string; readonly isEnabled: boolean }> {
  const kind = "builtinRule";
  if (!BUILTIN_RULES.some((rule) => rule.name === name)) throw new DomainError("NOT_FOUND", "There is no such rule.");
  const known = (await db.readDefinitions(kind)).find((one) => one.name === name);
  await db.saveDefinition({ kind, name, body: { isEnabled }, author, ...(known && { id: known.id }) });
  return { name, isEnabled };
}

export interface RuleRevision {
  readonly revision: number;
  readonly author: string;
  readonly savedMs: number;
  readonly isDeleted: boolean;
  readonly isEnabled: boolean;
  /** Null for a form that is not known any more. */
  readonly body: AlertRuleBody | null;
}

export async function revisionsOf(db: Db, id: string): Promise<RuleRevision[]> {
  return (await db.readRevisions(KIND, id)).map((one) => {
    const { rule } = readAlertRule(one, consoleRuleKey(id));
    const { revision, author, savedMs, isDeleted } = one;
    if (rule === null) return { revision, author, savedMs, isDeleted, isEnabled: false, body: null };
    const { key: _key, source: _source, isEnabled, ...body } = rule;
    return { revision, author, savedMs, isDeleted, isEnabled, body };
  });
}
