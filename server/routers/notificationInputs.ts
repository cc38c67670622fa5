/** What the procedures of notifications take. Instants are Unix milliseconds. */
import { z } from "zod";
import { inhibitRuleForm, matchersForm, messageForm, routeForm, timeIntervalForm } from "../db/notificationBody.ts";
import { DELIVERY_STATES } from "../model/notification.ts";
import { LAST_UNIX_MS } from "../model/time.ts";
import { windowInput } from "../trpc.ts";
import { integrationDraft, receiverDraft } from "./receiverDrafts.ts";

const instant = z
  .number()
  .int("An instant is a whole number of Unix milliseconds.")
  .nonnegative("An instant is not before 1970.")
  .max(LAST_UNIX_MS, "An instant is at most the last that telemetry can bear, in the year 2554.");
const revision = z.number().int().nonnegative();
const name = z.string().min(1).max(200);
const matcherText = z.string().max(20_000, "Matchers have at most 20,000 characters.");
const labels = z
  .record(z.string().min(1).max(1_024), z.string().max(20_000))
  .refine((all) => Object.keys(all).length <= 200, "At most 200 labels.");
const yaml = z.string().max(1024 * 1024, "The file is longer than 1 MiB.");

/** `atMs` absent: now. */
export const asOf = z.object({ atMs: instant.optional() });
export const saveRoutingInput = z.object({
  revision,
  route: routeForm,
  inhibitRules: z.array(inhibitRuleForm).max(500),
  timeIntervals: z.array(timeIntervalForm).max(500),
});
/** `was`: the name that it is saved under; absent for a new one. */
export const saveReceiverInput = z.object({ revision, was: name.optional(), receiver: receiverDraft });
export const deleteReceiverInput = z.object({ revision, name });
export const yamlInput = z.object({ yaml });
export const saveYamlInput = z.object({ revision, yaml });
/** `route`: one that is not saved yet. */
export const routePreviewInput = z.object({ labels, route: routeForm.optional(), atMs: instant.optional() });
export const silencePreviewInput = z.object({ matchers: matcherText, atMs: instant.optional() });
export const silenceInput = z.object({
  id: z.uuid("This is no silence's id.").optional(),
  revision: revision.optional(),
  matchers: z.union([matcherText, matchersForm]),
  startsMs: instant,
  endsMs: instant,
  comment: z.string().trim().max(2_000, "A comment has at most 2,000 characters.").default(""),
});
export const silenceId = z.object({ id: z.uuid("This is no silence's id.") });
export const deliveriesInput = z.intersection(
  windowInput,
  z.object({
    states: z.array(z.enum(DELIVERY_STATES)).min(1).max(DELIVERY_STATES.length).optional(),
    receiver: name.optional(),
    fingerprint: z.string().min(1).max(100).optional(),
    limit: z.number().int().min(1).max(500, "At most 500 deliveries.").default(100),
  }),
);
export const deliveryId = z.object({ id: z.string().regex(/^\d{1,18}$/, "This is no delivery's id.") });
export const place = z.object({ receiver: name, integration: z.number().int().nonnegative().max(1_000) });
/** `receiver`: whose last message is shown in these words; another's where it was told nothing yet. */
export const messagePreviewInput = z.object({ receiver: z.string().max(200).default(""), message: messageForm });
/** Of a saved receiver, or one that is being written. */
export const testInput = z.union([
  place,
  z.object({ receiver: z.string().max(200).default(""), draft: integrationDraft, message: messageForm.optional() }),
]);
