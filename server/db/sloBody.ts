/**
 * The body of a definition of kind `slo`: what a person may write (`sloBody`), and how it is read again. The rest of what an SLO must
 * be, with a sentence for each refusal, is `sloProblems` in server/analysis/slo/sloDefaults.ts.
 * Errors: `readSlo` gives a sentence for a body of another form, so that its SLO is named and passed over.
 */
import { z } from "zod";
import { SLO_OPERATORS, type SloBody, type SloDefinition } from "../model/slo.ts";
import type { Definition } from "./definitions.ts";

const MOST_EXPRESSION = 20_000;
const MOST_DAYS = 400;
const text = (most: number, what: string) => z.string().max(most, `${what} has at most ${most} characters.`);
const named = (what: string) => text(1_000, what).min(1, `${what} is missing.`);
const expression = text(MOST_EXPRESSION, "An expression").nullable();
const positive = (what: string) => z.number(`${what} is a number.`).positive(`${what} is greater than 0.`);

const subject = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("service"), service: named("The service") }),
  z.object({
    kind: z.literal("operation"),
    service: named("The service"),
    spanName: named("The operation"),
    spanKind: named("The operation's kind"),
  }),
  z.object({ kind: z.literal("edge"), client: named("Who calls"), server: named("Who is called") }),
  z.object({ kind: z.literal("caller"), client: named("Who calls") }),
]);
const indicator = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("availability"), subject }),
  z.object({
    kind: z.literal("latency"),
    subject,
    thresholdSeconds: positive("The threshold").max(86_400, "The threshold is at most a day."),
    countsErrors: z.boolean(),
  }),
  z.object({
    kind: z.literal("ratio"),
    good: expression,
    bad: expression,
    total: expression,
    isRatio: z.boolean(),
  }),
  z.object({
    kind: z.literal("threshold"),
    query: text(MOST_EXPRESSION, "An expression").trim().min(1, "The expression is missing."),
    operator: z.enum(SLO_OPERATORS),
    value: z.number("The value is a number."),
  }),
]);
const window = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("rolling"),
    days: positive("The window").max(MOST_DAYS, "A window is at most 400 days."),
  }),
  z.object({ kind: z.literal("calendar"), unit: z.enum(["week", "month", "quarter"]), timeZone: z.string().max(100) }),
]);
const alerting = z.object({
  burnRates: z.boolean(),
  exhaustionHours: positive("The hours left").max(8_760).nullable(),
  spent: z
    .object({ ratio: positive("The part of the budget").max(1), hours: positive("The hours").max(8_760) })
    .nullable(),
  minimumBadEvents: z.number().min(0, "A number of events is not negative."),
  minimumEvents: z.number().min(0, "A number of events is not negative."),
  absentMinutes: positive("The minutes without data").max(10_080).nullable(),
});
const sla = z.object({
  customer: text(200, "The customer"),
  monthlyFee: z.number().min(0, "A fee is not negative.").nullable(),
  currency: z.string().regex(/^[A-Z]{3}$/, "A currency has three letters, such as EUR."),
  tiers: z
    .array(z.object({ belowRatio: z.number(), penaltyRatio: z.number() }))
    .max(20, "At most 20 tiers.")
    .readonly(),
});

export const sloBody = z.object({
  name: z.string().max(200),
  title: text(200, "A title").trim().min(1, "An SLO needs a title."),
  description: text(4_000, "A description"),
  service: text(1_000, "The service"),
  owner: text(200, "The owner"),
  labels: z
    .record(z.string().min(1).max(200), z.string().max(2_000))
    .refine((all) => Object.keys(all).length <= 50, "At most 50 labels."),
  indicator,
  objective: z.number("The objective is a number."),
  window,
  slices: z.object({ minutes: z.number(), targetRatio: z.number() }).nullable(),
  alerting,
  sla: sla.nullable(),
});

const stored = sloBody.extend({ file: z.string().nullable().default(null), isEnabled: z.boolean().default(true) });
/** As it is kept: with the file that provisions it, and whether it counts and tells. */
export type StoredSlo = SloBody & { readonly file: string | null; readonly isEnabled: boolean };

export interface EnabledSlo extends SloDefinition {
  readonly isEnabled: boolean;
}
export type ReadSlo =
  | { readonly slo: EnabledSlo; readonly problem: null }
  | { readonly slo: null; readonly problem: string };

export function readSlo({ id, name, revision, body }: Pick<Definition, "id" | "name" | "revision" | "body">): ReadSlo {
  const read = stored.safeParse(body);
  if (read.success && read.data.objective > 0 && read.data.objective < 1)
    return { slo: { ...read.data, id, name, revision }, problem: null };
  const [issue] = read.error?.issues ?? [];
  const why = issue ? `${issue.path.join(".")}: ${issue.message}` : "its objective lies not between 0 and 100 %";
  return { slo: null, problem: `the SLO "${name}" is of a form that is not known: ${why}` };
}

/** Whether both count the same: then what was counted for one holds for the other. */
export const countsAlike = (a: Pick<SloBody, "indicator">, b: Pick<SloBody, "indicator">): boolean =>
  isSame(a.indicator, b.indicator);

/** Equal as JSON, in whatever order their keys are. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Keys in one order, since JSON of the database has its own. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
