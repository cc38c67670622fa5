/** What the services of a window do: the questions of the Services and Service screens and of the time bar. */
import { z } from "zod";
import { HEALTH_ORDER } from "../analysis/callHealth.ts";
import { callLines } from "../analysis/callSummary.ts";
import { durationHeatmap } from "../analysis/durationHeatmap.ts";
import { firstFailing } from "../analysis/firstFailing.ts";
import { healthStrip } from "../analysis/healthStrip.ts";
import { usualBand } from "../analysis/usualBand.ts";
import type { TimeWindow } from "../model/time.ts";
import { procedure, router, type TrpcContext, windowInput } from "../trpc.ts";
import { callWindows, judgeCalls, onGrid, seenLately, sparks } from "./callQueries.ts";
import { callEdges } from "./edgeQueries.ts";
import { latestErrors } from "./latestErrors.ts";
import { serviceRegions } from "./serviceRegions.ts";
import { stretchOfNow } from "./stretchOfNow.ts";

/** Bars that a time bar draws at most. */
const STRIP_BARS = 240;
/** Rows that one answer lists; a sender with random service names must not make it megabytes. */
const MOST_SERVICES = 2_000;

/** Spans may lie as far ahead of this server's clock. */
const HOUR_MS = 3_600_000;

const serviceName = z.string().min(1).max(1024);
const serviceInput = z.intersection(windowInput, z.object({ service: serviceName }));

export const servicesRouter = router({
  /** Names of the services that sent spans in the window, in alphabetical order. */
  names: procedure.input(windowInput).query(async ({ ctx, input }) => {
    const stepMs = input.endMs - input.startMs;
    const { series } = await ctx.store.readServices({ tenant: ctx.tenant, window: input, stepMs });
    return { names: series.map(({ service }) => service).sort() };
  }),

  /** The window's services with their numbers, trouble first, then the busiest, at most 2,000; and the failing one to look at first. */
  list: procedure.input(windowInput).query(async ({ ctx, input }) => {
    const ask = callWindows(input);
    const [answer, before, { latest, healthOf, lengthMs }] = await Promise.all([
      ctx.store.readServices({ tenant: ctx.tenant, ...ask.now }),
      ctx.store.readServices({ tenant: ctx.tenant, ...ask.earlier }),
      lateServices(ctx, input, {}),
    ]);
    const lately = seenLately(latest.answer, latest.stepMs, serviceKey);
    const now = onGrid(answer, ask.now.stepMs);
    const earlier = onGrid(before, ask.earlier.stepMs);
    const usual = new Map(earlier.all.map(({ of, series }) => [of.service, { series, grid: earlier.grid }]));
    const services = now.all.map(({ of, series }) => ({
      service: of.service,
      entry: of.entry,
      ...judgeCalls({ series, grid: now.grid }, usual.get(of.service), lately(serviceKey(of)), input, {
        lengthMs,
        health: healthOf?.(of.service) ?? null,
      }),
      sparks: sparks({ series, grid: now.grid }, input),
    }));
    const rank = (row: (typeof services)[number]) => HEALTH_ORDER[row.health.kind];
    const failing = services
      .filter(({ health }) => health.reason === "errors")
      .map(({ service, errors, recent, usual: before }) => ({
        service,
        errors,
        rise: (recent.errorRatio ?? 0) - (before?.errorRatio ?? 0),
      }));
    const wholeMs = input.endMs - input.startMs;
    const edges =
      failing.length > 1 ? await ctx.store.readEdges({ tenant: ctx.tenant, window: input, stepMs: wholeMs }) : null;
    const sorted = services.sort((a, b) => rank(a) - rank(b) || b.calls - a.calls || compare(a.service, b.service));
    return {
      services: sorted.slice(0, MOST_SERVICES),
      /** All there are, also those that the list has no room for. */
      total: sorted.length,
      first: firstFailing(failing, edges?.series ?? []),
    };
  }),

  /** One service: its numbers, lines over time, and how its durations spread. `found` is false when nothing of it was seen. */
  byName: procedure.input(serviceInput).query(async ({ ctx, input }) => {
    const ask = callWindows(input);
    const of = { tenant: ctx.tenant, service: input.service };
    const [answer, before, { latest, healthOf, lengthMs }] = await Promise.all([
      ctx.store.readServices({ ...of, ...ask.now }),
      ctx.store.readServices({ ...of, window: ask.earlier.window, stepMs: ask.now.stepMs }),
      lateServices(ctx, input, { service: input.service }),
    ]);
    const lately = seenLately(latest.answer, latest.stepMs, serviceKey);
    const now = onGrid(answer, ask.now.stepMs);
    const earlier = onGrid(before, ask.earlier.stepMs);
    const own = now.all.find((one) => one.of.service === input.service);
    if (!own) return { found: false as const };
    const past = earlier.all.find((one) => one.of.service === input.service);
    const fine = onGrid(before, now.grid.stepMs);
    const pastFine = fine.all.find((one) => one.of.service === input.service);
    const seen = { series: own.series, grid: now.grid };
    return {
      found: true as const,
      entry: own.of.entry,
      ...judgeCalls(seen, past && { series: past.series, grid: earlier.grid }, lately(serviceKey(own.of)), input, {
        lengthMs,
        health: healthOf?.(input.service) ?? null,
      }),
      grid: now.grid,
      lines: callLines(own.series, now.grid),
      usualBand: pastFine ? usualBand(pastFine.series, fine.grid) : null,
      heatmap: durationHeatmap(own.series.duration),
    };
  }),

  /** Its operations (service, span name, span kind), the busiest first. */
  operations: procedure.input(serviceInput).query(async ({ ctx, input }) => {
    const ask = callWindows(input);
    const of = { tenant: ctx.tenant, service: input.service };
    const { recent, lengthMs } = await stretchOfNow(ctx.store, ctx.tenant, input);
    const [answer, before, latest] = await Promise.all([
      ctx.store.readOperations({ ...of, ...ask.now }),
      ctx.store.readOperations({ ...of, ...ask.earlier }),
      ctx.store.readOperations({ ...of, ...recent }),
    ]);
    const now = onGrid(answer, ask.now.stepMs);
    const earlier = onGrid(before, ask.earlier.stepMs);
    const key = (one: { name: string; kind: number; overflow: boolean }) => `${one.kind} ${one.overflow} ${one.name}`;
    const usual = new Map(earlier.all.map(({ of: one, series }) => [key(one), { series, grid: earlier.grid }]));
    const lately = seenLately(latest, recent.stepMs, key);
    const operations = now.all.map(({ of: { name, kind, overflow }, series }) => ({
      name,
      kind,
      overflow,
      ...judgeCalls(
        { series, grid: now.grid },
        usual.get(key({ name, kind, overflow })),
        lately(key({ name, kind, overflow })),
        input,
        { lengthMs },
      ),
      sparks: sparks({ series, grid: now.grid }, input),
    }));
    return { operations: operations.filter(({ calls }) => calls > 0).sort((a, b) => b.calls - a.calls) };
  }),

  /** It in each region that its resources name, trouble first; no row for what names none. */
  regions: procedure.input(serviceInput).query(async ({ ctx, input }) => {
    const { service, ...window } = input;
    return serviceRegions(ctx.store, { tenant: ctx.tenant, service, window, nowMs: Date.now() });
  }),

  /** Who calls it and whom it calls, the busiest first. */
  edges: procedure.input(serviceInput).query(async ({ ctx, input }) => {
    const { service, ...window } = input;
    const of = { tenant: ctx.tenant, service };
    const ask = callWindows(window);
    const { recent, lengthMs } = await stretchOfNow(ctx.store, ctx.tenant, input);
    const [now, before, latest] = await Promise.all([
      ctx.store.readEdges({ ...of, ...ask.now }),
      ctx.store.readEdges({ ...of, ...ask.earlier }),
      ctx.store.readEdges({ ...of, ...recent }),
    ]);
    return callEdges({ now, before, latest, lengthMs }, service, window);
  }),

  /** The resources that sent its telemetry, newest first. */
  instances: procedure.input(serviceInput).query(async ({ ctx, input }) => {
    const { service, ...window } = input;
    const instances = await ctx.store.readInstances({ tenant: ctx.tenant, window, service });
    return { instances: [...instances].sort((a, b) => b.lastSeenMs - a.lastSeenMs) };
  }),

  /** When it last sent spans, within what is kept, Unix ms; null when never. */
  lastSeen: procedure.input(z.object({ service: serviceName })).query(async ({ ctx, input }) => {
    const endMs = Date.now() + HOUR_MS;
    const window = { startMs: endMs - ctx.doors.retentionMs, endMs };
    const instances = await ctx.store.readInstances({ tenant: ctx.tenant, window, service: input.service });
    return { atMs: instances.reduce<number | null>((last, { lastSeenMs }) => Math.max(last ?? 0, lastSeenMs), null) };
  }),

  /** Its newest spans with an error status, each with its trace; and failed spans spread over the window, for charts. */
  latestErrors: procedure.input(serviceInput).query(async ({ ctx, input }) => {
    const { service, ...window } = input;
    return latestErrors(ctx.store, { tenant: ctx.tenant, window, service });
  }),

  healthStrip: procedure
    .input(z.intersection(windowInput, z.object({ bars: z.number().int().min(10).max(480).default(STRIP_BARS) })))
    .query(async ({ ctx, input }) => {
      const { bars, ...window } = input;
      const stepMs = Math.ceil((input.endMs - input.startMs) / bars);
      return healthStrip(await ctx.store.readServices({ tenant: ctx.tenant, window, stepMs }), stepMs);
    }),
});

/** What the services did in the stretch of now, and what the history says of them. */
async function lateServices(ctx: Pick<TrpcContext, "store" | "tenant">, window: TimeWindow, of: { service?: string }) {
  const { recent, healthOf, lengthMs } = await stretchOfNow(ctx.store, ctx.tenant, window);
  const answer = await ctx.store.readServices({ tenant: ctx.tenant, ...of, ...recent });
  return { latest: { answer, stepMs: recent.stepMs }, healthOf, lengthMs };
}

/** A service's requests and its other spans are told apart: what sends none in the stretch of now was not called in it. */
const serviceKey = ({ service, entry }: { service: string; entry: boolean }) => `${entry} ${service}`;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
