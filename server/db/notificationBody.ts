/**
 * The stored forms of silences and of who is told, read leniently: what does not fit is named and passed over, so that one odd part
 * holds nobody's notification back.
 * Errors: none thrown; parts that cannot be read are in `problems`.
 */
import { z } from "zod";
import {
  type InhibitRule,
  lostSecrets,
  type Matcher,
  type NotificationSettings,
  type Receiver,
  type Route,
  type Silence,
} from "../model/notification.ts";
import type { Definition } from "./definitions.ts";

const matcher = z.object({
  name: z.string().min(1).max(1_024),
  operator: z.enum(["=", "!=", "=~", "!~"]),
  value: z.string().max(10_000),
}) satisfies z.ZodType<Matcher>;
export const matchersForm = z.array(matcher).max(100);

const sendResolved = z.boolean();
/** Room for secrets that stay sealed because their key is lost. */
const text = z.string().max(8_192);
export const integrationForm = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("webhook"),
    sendResolved,
    url: text,
    maxAlerts: z.number().int().nonnegative(),
    signingSecret: text.nullable(),
  }),
  z.object({ kind: z.literal("slack"), sendResolved, url: text }),
  z.object({ kind: z.literal("teams"), sendResolved, url: text }),
  z.object({ kind: z.literal("pagerduty"), sendResolved, url: text, routingKey: text }),
  z.object({
    kind: z.literal("email"),
    sendResolved,
    to: z.array(text).max(100),
    from: text,
    server: text,
    username: text.nullable(),
    password: text.nullable(),
  }),
  z.object({ kind: z.literal("alertmanager"), sendResolved, url: text }),
]);
/** Texts of templates, and what they grow to, are bounded as those of rules. */
export const messageForm = z.object({
  title: z.string().max(2_000, "A title's template has at most 2,000 characters."),
  text: z.string().max(20_000, "A text's template has at most 20,000 characters."),
  definitions: z.string().max(20_000, "Definitions have at most 20,000 characters."),
});
const receiver = z.object({
  name: z.string().min(1).max(200),
  integrations: z.array(integrationForm).max(50),
  message: messageForm.optional(),
}) satisfies z.ZodType<Receiver>;

const names = z.array(z.string().min(1).max(1_024)).max(100);
const lengthMs = z
  .number()
  .int()
  .nonnegative()
  .max(400 * 86_400_000);
const routeFields = {
  receiver: z.string().max(200).nullable(),
  matchers: matchersForm,
  continues: z.boolean(),
  groupBy: names.nullable(),
  groupWaitMs: lengthMs.nullable(),
  groupIntervalMs: lengthMs.min(1_000).nullable(),
  repeatIntervalMs: lengthMs.min(1_000).nullable(),
  muteTimeIntervals: names,
  activeTimeIntervals: names,
};
const MOST_LEVELS = 20;

/** Trees of at most so many levels: what is drawn and walked by recursion. */
function routeOf(levels: number): z.ZodType<Route> {
  const routes = levels > 0 ? z.lazy(() => routeOf(levels - 1)) : z.never();
  return z.object({ ...routeFields, routes: z.array(routes).max(500) });
}
export const routeForm = routeOf(MOST_LEVELS);
export const inhibitRuleForm = z.object({
  source: matchersForm,
  target: matchersForm,
  equal: names,
}) satisfies z.ZodType<InhibitRule>;

const whole = z.number().int();
const range = z.object({ from: whole, to: whole });
const interval = z.object({
  times: z.array(z.object({ startMinute: whole, endMinute: whole })).max(100),
  weekdays: z.array(range).max(100),
  daysOfMonth: z.array(range).max(100),
  months: z.array(range).max(100),
  years: z.array(range).max(100),
  location: z.string().max(100),
});
export const timeIntervalForm = z.object({ name: z.string().min(1).max(200), intervals: z.array(interval).max(100) });

const silenceForm = z.object({
  matchers: matchersForm,
  startsMs: z.number(),
  endsMs: z.number(),
  comment: z.string(),
  createdBy: z.string(),
});

/** Null, and why, for a silence of an unknown form. */
export function readSilence({ id, body, savedMs }: Definition): Silence | null {
  const { data } = silenceForm.safeParse(body);
  return data ? { ...data, id, updatedMs: savedMs } : null;
}

export interface StoredNotifications {
  /** `route` is null where it cannot be read: then what held before holds on. */
  readonly settings: Omit<NotificationSettings, "route"> & { readonly route: Route | null };
  readonly problems: readonly string[];
}

function readEach<T>(list: unknown, form: z.ZodType<T>, what: string, problems: string[]): T[] {
  if (!Array.isArray(list)) {
    problems.push(`The ${what}s cannot be read.`);
    return [];
  }
  return list.flatMap((one: unknown, at) => {
    const { data, error } = form.safeParse(one);
    if (!error) return [data];
    problems.push(
      `The ${what} ${at + 1} cannot be read (${error.issues[0]?.path.join(".") ?? ""}); it is passed over.`,
    );
    return [];
  });
}

const MOST_NAMED = 3;

/** One sentence, for however many receivers. */
function lostWords(receivers: readonly Receiver[]): string[] {
  const lost = receivers.filter(({ integrations }) => integrations.some((one) => lostSecrets(one).length > 0));
  if (lost.length === 0) return [];
  const names = lost.slice(0, MOST_NAMED).map(({ name }) => `"${name}"`);
  const more = lost.length > MOST_NAMED ? ` and ${lost.length - MOST_NAMED} more` : "";
  const whose = `${lost.length === 1 ? "the receiver" : "the receivers"} ${names.join(", ")}${more}`;
  const where = "secret-key in the data directory, or CHRONOSCOPE_SECRET_KEY";
  return [
    `Secrets of ${whose} cannot be read: the key that they were encrypted with is not here (${where}). Bring it back, or type them again; nothing is sent there until then.`,
  ];
}

export function readNotifications(body: unknown): StoredNotifications {
  const problems: string[] = [];
  const given: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  const receivers = readEach(given.receivers, receiver, "receiver", problems);
  problems.push(...lostWords(receivers));
  const route = routeForm.safeParse(given.route);
  if (!route.success) problems.push("The routing tree cannot be read; the one before it holds on.");
  return {
    settings: {
      receivers,
      route: route.data ?? null,
      inhibitRules: readEach(given.inhibitRules, inhibitRuleForm, "inhibition rule", problems),
      timeIntervals: readEach(given.timeIntervals, timeIntervalForm, "time interval", problems),
    },
    problems,
  };
}
