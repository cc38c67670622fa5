/**
 * Who is told about alerts, for the console: `notifications.*`: routes, receivers, silences, time intervals and the delivery log.
 * Reading needs `read`, silences and retries `alerts:write`, everything else `admin`; secrets go in and never come out.
 * Next: server/routing/ for what the settings mean, server/delivery/ for sending.
 */
import { addressOf } from "../delivery/addressOf.ts";
import { DomainError } from "../errors.ts";
import type { Matcher } from "../model/notification.ts";
import { parseMatchers } from "../routing/parseMatchers.ts";
import { routesOf } from "../routing/routeTree.ts";
import { mutedByTime } from "../routing/timeIntervals.ts";
import { writeConfig } from "../routing/writeConfig.ts";
import { procedure, procedureFor, router } from "../trpc.ts";
import { deliveryView } from "./deliveryViews.ts";
import { messagePreview } from "./messagePreview.ts";
import * as inputs from "./notificationInputs.ts";
import { changeSettings, settingsAt } from "./notificationSettings.ts";
import { importPreview, importSettings, withoutReceiver, withReceiver } from "./receiverChanges.ts";
import { integrationOf } from "./receiverDrafts.ts";
import { receiverViews } from "./receiverViews.ts";
import { endSilence, saveSilence, silencePreview, silencesAt } from "./silenceAnswers.ts";
import { testIntegration } from "./testReceiver.ts";

const admin = procedureFor("admin");
const onCall = procedureFor("alerts:write");

/** A receiver in trouble is one whose newest messages of so long failed. */
const TROUBLES_MS = 7 * 86_400_000;

/** Throws INVALID. */
function readMatchers(given: string | readonly Matcher[]): readonly Matcher[] {
  if (typeof given !== "string") return given;
  const { matchers, problem } = parseMatchers(given);
  if (matchers === null) throw new DomainError("INVALID", problem);
  return matchers;
}

export const notificationsRouter = router({
  /** Routes, receivers (without secrets), inhibition rules and time intervals that hold at an instant. */
  settings: procedure.input(inputs.asOf).query(async ({ ctx, input }) => {
    const { settings, id: _id, ...saved } = await settingsAt(ctx.db, input.atMs);
    const { route, inhibitRules, timeIntervals } = settings;
    const endMs = (input.atMs ?? Date.now()) + 1;
    const window = { startMs: Math.max(0, endMs - TROUBLES_MS), endMs };
    const [disabled, troubles] = await Promise.all([
      ctx.store.readDisabled({ tenant: ctx.tenant }),
      ctx.store.readTroubles({ tenant: ctx.tenant, window }),
    ]);
    const receivers = receiverViews(settings, { disabled, troubles });
    return { ...saved, route, inhibitRules, timeIntervals, receivers };
  }),

  saveRouting: admin.input(inputs.saveRoutingInput).mutation(async ({ ctx, input }) => {
    const { revision, ...routing } = input;
    const change = { revision, author: ctx.who };
    return {
      revision: await changeSettings(ctx.db, { ...change, change: (standing) => ({ ...standing, ...routing }) }),
    };
  }),

  saveReceiver: admin.input(inputs.saveReceiverInput).mutation(async ({ ctx, input: { revision, was, receiver } }) => ({
    revision: await changeSettings(ctx.db, { revision, author: ctx.who, change: withReceiver(receiver, was) }),
  })),

  deleteReceiver: admin.input(inputs.deleteReceiverInput).mutation(async ({ ctx, input: { revision, name } }) => ({
    revision: await changeSettings(ctx.db, { revision, author: ctx.who, change: withoutReceiver(name) }),
  })),

  /** Alertmanager's configuration of the settings, secrets left out. */
  yaml: procedure
    .input(inputs.asOf)
    .query(async ({ ctx, input }) => ({ yaml: writeConfig((await settingsAt(ctx.db, input.atMs)).settings) })),

  /** What a configuration of Alertmanager would become; nothing is saved. */
  importPreview: admin
    .input(inputs.yamlInput)
    .mutation(async ({ ctx, input }) => importPreview((await settingsAt(ctx.db)).settings, input.yaml)),

  importYaml: admin.input(inputs.saveYamlInput).mutation(async ({ ctx, input: { revision, yaml } }) => ({
    revision: await changeSettings(ctx.db, {
      revision,
      author: ctx.who,
      change: (standing) => importSettings(standing, yaml),
    }),
  })),

  /** Where an alert of these labels goes, in order; of a route that is being written too. */
  routePreview: procedure.input(inputs.routePreviewInput).query(async ({ ctx, input: { labels, route, atMs } }) => {
    const { settings } = await settingsAt(ctx.db, atMs);
    const routes = routesOf({ route: route ?? settings.route }, labels);
    const instant = atMs ?? Date.now();
    return routes.map((one) => ({ ...one, mutedBy: mutedByTime(one, settings.timeIntervals, instant) }));
  }),

  silences: procedure
    .input(inputs.asOf)
    .query(({ ctx, input: { atMs } }) => silencesAt(ctx, atMs ?? Date.now(), atMs === undefined)),

  /** What matchers take, or what is wrong with them. */
  silencePreview: procedure
    .input(inputs.silencePreviewInput)
    .query(({ ctx, input }) => silencePreview(ctx, input.matchers, input.atMs ?? Date.now())),

  saveSilence: onCall.input(inputs.silenceInput).mutation(({ ctx, input }) => {
    const draft = { ...input, matchers: readMatchers(input.matchers) };
    return saveSilence(ctx.db, draft, { author: ctx.who, nowMs: Date.now() });
  }),

  /** `ended`: it had still been to end. */
  endSilence: onCall.input(inputs.silenceId).mutation(async ({ ctx, input }) => ({
    ended: await endSilence(ctx.db, input.id, { author: ctx.who, nowMs: Date.now() }),
  })),

  /** What was sent, or could not be; newest first. */
  deliveries: procedure.input(inputs.deliveriesInput).query(async ({ ctx, input }) => {
    const { startMs, endMs, ...filter } = input;
    const query = { ...filter, window: { startMs, endMs }, tenant: ctx.tenant };
    const { deliveries, more } = await ctx.store.readDeliveries(query);
    return { deliveries: deliveries.map(deliveryView), more };
  }),

  /** Sent again within a second or two; false when there is no such delivery. */
  retryDelivery: onCall.input(inputs.deliveryId).mutation(async ({ ctx, input }) => ({
    found: await ctx.store.retryDelivery({ tenant: ctx.tenant, id: input.id, nowMs: Date.now() }),
  })),

  /** How the last real message would read in these words; nothing is sent. */
  messagePreview: admin
    .input(inputs.messagePreviewInput)
    .query(({ ctx, input }) => messagePreview(ctx, input.receiver, input.message)),

  /** Sends a test at once and says how it went. */
  test: admin.input(inputs.testInput).mutation(async ({ ctx, input }) => {
    const { settings } = await settingsAt(ctx.db);
    const saved = settings.receivers.find(({ name }) => name === input.receiver);
    const isDraft = "draft" in input;
    const integration = isDraft ? integrationOf(input.draft, settings) : saved?.integrations[input.integration];
    const templates = isDraft ? input.message : saved?.message;
    if (!integration) throw new DomainError("NOT_FOUND", "There is no such receiver (any more).");
    return testIntegration(input.receiver, integration, { ...ctx.notify, nowMs: Date.now(), templates });
  }),

  /** Sends again to an integration that was disabled because it said that it is gone. */
  enable: admin.input(inputs.place).mutation(async ({ ctx, input }) => {
    const { settings } = await settingsAt(ctx.db);
    const integration = settings.receivers.find(({ name }) => name === input.receiver)?.integrations[input.integration];
    if (!integration) throw new DomainError("NOT_FOUND", "There is no such receiver (any more).");
    await ctx.store.enableAddress({ tenant: ctx.tenant, address: addressOf(integration) });
    return { enabled: true };
  }),
});
