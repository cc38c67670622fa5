/**
 * The body of a definition of kind `alertRule`: what a person may write, and how it is read again. Lengths are milliseconds.
 * Errors: `readAlertRule` gives a sentence for a body of another form, so that its rule is named and passed over.
 */
import { z } from "zod";
import type { AlertRule, AlertRuleBody } from "../model/alert.ts";
import type { Definition } from "./definitions.ts";

const DAY_MS = 86_400_000;
const MOST_TEXT = 20_000;
const MOST_LABELS = 50;

const length = (most: number, what: string) =>
  z
    .number()
    .int()
    .min(0, `${what} is not negative.`)
    .max(most, `${what} is at most ${most / DAY_MS} days.`);
const pairs = (mostText: number) =>
  z
    .record(
      z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "A name has letters, digits and underscores, and no digit first."),
      z.string().max(mostText),
    )
    .refine((all) => Object.keys(all).length <= MOST_LABELS, `At most ${MOST_LABELS} of them.`);

const search = z.object({
  service: z.string().max(1_000).nullable(),
  text: z.string().max(4_000).nullable(),
  leastSeverity: z.number().int().min(1).max(24).nullable(),
  failedOnly: z.boolean(),
  minDurationMs: z.number().min(0).nullable(),
  attributes: z.array(z.object({ key: z.string().min(1).max(500), value: z.string().max(4_000) })).max(20),
});
const promql = z.object({
  kind: z.literal("promql"),
  query: z.string().trim().min(1, "A rule needs a query.").max(MOST_TEXT),
  queryOffsetMs: length(DAY_MS, "How far back it looks").default(0),
  limit: z.number().int().min(0).max(100_000).default(0),
});
const matches = z.object({
  kind: z.enum(["logs", "traces"]),
  search,
  windowMs: z.number().int().min(10_000, "The window is at least 10 s.").max(DAY_MS, "The window is at most a day."),
  operator: z.enum([">", ">=", "<", "<="]),
  threshold: z.number().min(0, "A count is not negative.").max(1e12),
});

export const alertRuleBody = z.object({
  name: z.string().trim().min(1, "A rule needs a name.").max(200, "A name has at most 200 characters."),
  group: z.string().trim().max(200).default(""),
  intervalMs: z
    .number()
    .int()
    .min(5_000, "A rule is evaluated every 5 s at the most.")
    .max(DAY_MS, "A rule is evaluated once a day at the least.")
    .default(15_000),
  condition: z.discriminatedUnion("kind", [promql, matches]),
  forMs: length(30 * DAY_MS, "How long it must hold").default(0),
  keepFiringForMs: length(30 * DAY_MS, "How long it goes on").default(0),
  noData: z.enum(["ok", "alert", "keep"]).default("ok"),
  labels: pairs(4_000).default({}),
  annotations: pairs(MOST_TEXT).default({}),
});

const stored = alertRuleBody.extend({ isEnabled: z.boolean().default(true) });
export type StoredAlertRule = AlertRuleBody & { readonly isEnabled: boolean };

export type ReadAlertRule =
  | { readonly rule: AlertRule; readonly problem: null }
  | { readonly rule: null; readonly problem: string };

/** `key` names the rule across restarts. */
export function readAlertRule({ name, body }: Pick<Definition, "name" | "body">, key: string): ReadAlertRule {
  const read = stored.safeParse(body);
  if (read.success) return { rule: { ...read.data, key, source: "console" }, problem: null };
  const [issue] = read.error.issues;
  const where = issue?.path.join(".") ?? "";
  return {
    rule: null,
    problem: `the alert rule "${name}" is of a form that is not known: ${where}: ${issue?.message}`,
  };
}

/** How people switched built-in rules, by name: on or off. What nobody switched is as it comes. */
export function builtinSwitches(
  definitions: readonly Pick<Definition, "name" | "body">[],
): ReadonlyMap<string, boolean> {
  return new Map(
    definitions.flatMap(({ name, body }) => {
      const { isEnabled } = (body ?? {}) as { isEnabled?: unknown };
      return typeof isEnabled === "boolean" ? [[name, isEnabled] as const] : [];
    }),
  );
}
