/**
 * The state of the whole system over time, for the console: `state.*`. What is asked is in stateQueries.ts, how it is answered in
 * stateAnswer.ts. Instants are Unix milliseconds; windows are half-open, 400 days at most, and reach as far as history is kept.
 */
import { z } from "zod";
import { unturned } from "../analysis/history/sayNumbers.ts";
import { EVENT_KINDS, THING_KINDS, type ThingId } from "../model/state.ts";
import { LAST_UNIX_MS } from "../model/time.ts";
import { procedure, procedureFor, router, windowInput } from "../trpc.ts";
import { stateDiffOf } from "./stateDifferences.ts";
import { openTraces } from "./stateInFlight.ts";
import { stateAt, stateEvents, stateFrames, stateMarks, stateStep, stateStrip, stateThing } from "./stateQueries.ts";
import { reportPeoplesEvent } from "./stateReports.ts";

const MOST_STEPS = 1_000;
const MOST_EVENTS = 1_000;
const MOST_THINGS = 1_000;
const LONGEST_ID = 12_000;

const instant = z
  .number()
  .int("An instant is a whole number of Unix milliseconds.")
  .nonnegative("An instant is not before 1970.")
  .max(LAST_UNIX_MS, "An instant is at most the last that telemetry can bear, in the year 2554.");
const steps = z.number().int().min(1, "At least one step.").max(MOST_STEPS, "At most 1,000 steps.");
const thing = z
  .string()
  .min(1)
  .max(LONGEST_ID, "The id of a thing has at most 12,000 characters.")
  .transform((id) => id as ThingId);
const known = z.object({ asKnownAtMs: instant.optional() });
const filter = z.object({
  kinds: z.array(z.enum(EVENT_KINDS)).max(EVENT_KINDS.length).optional(),
  things: z.array(thing).max(MOST_THINGS, "At most 1,000 things.").optional(),
  problemsOnly: z.boolean().optional(),
  wholesOnly: z.boolean().optional(),
});
const thingKinds = z.array(z.enum(THING_KINDS)).max(THING_KINDS.length).optional();

const eventsInput = z.intersection(
  windowInput,
  z.object({
    ...filter.shape,
    ...known.shape,
    order: z.enum(["oldest", "newest"]).default("newest"),
    limit: z.number().int().min(1).max(MOST_EVENTS, "At most 1,000 events.").default(200),
    /** `place` of an event: go on after it. */
    after: z
      .string()
      .max(2 * LONGEST_ID)
      .optional(),
    withRetracted: z.boolean().optional(),
  }),
);

export const stateRouter = router({
  /** What exists at an instant, how well it is and why. */
  at: procedure
    .input(z.object({ atMs: instant, kinds: thingKinds, ...known.shape }))
    .query(({ ctx, input }) => stateAt(ctx.store, { ...input, tenant: ctx.tenant, nowMs: Date.now() })),

  /** What happened in a window. */
  events: procedure.input(eventsInput).query(({ ctx, input }) => {
    const { startMs, endMs, ...rest } = input;
    return stateEvents(ctx.store, { ...rest, tenant: ctx.tenant, window: { startMs, endMs } });
  }),

  /** Marks of the time bar. */
  marks: procedure.input(z.intersection(windowInput, z.object({ steps, ...filter.shape }))).query(({ ctx, input }) => {
    const { startMs, endMs, ...rest } = input;
    return stateMarks(ctx.store, { ...rest, tenant: ctx.tenant, window: { startMs, endMs } });
  }),

  /** The event after or before one (`from`: its place), or after or before an instant. */
  step: procedure
    .input(
      z.object({
        from: z
          .string()
          .max(2 * LONGEST_ID)
          .nullable(),
        atMs: instant,
        direction: z.enum(["next", "previous"]),
        ...filter.shape,
        ...known.shape,
      }),
    )
    .query(({ ctx, input }) => stateStep(ctx.store, { ...input, tenant: ctx.tenant })),

  /** Numbers of everything, or of some things, at evenly spread instants. */
  frames: procedure
    .input(z.intersection(windowInput, z.object({ steps, kinds: thingKinds, things: filter.shape.things })))
    .query(({ ctx, input }) => {
      const { startMs, endMs, ...rest } = input;
      return stateFrames(ctx.store, { ...rest, tenant: ctx.tenant, window: { startMs, endMs } });
    }),

  /** The health of the whole over time. */
  strip: procedure
    .input(z.intersection(windowInput, z.object({ bars: z.number().int().min(1).max(MOST_STEPS).default(240) })))
    .query(({ ctx, input }) => {
      const { startMs, endMs, bars } = input;
      return stateStrip(ctx.store, { tenant: ctx.tenant, window: { startMs, endMs }, bars });
    }),

  /** What is different between two instants, and what changed first. */
  diff: procedure
    .input(z.object({ aMs: instant, bMs: instant, ...known.shape }))
    .query(({ ctx, input }) => stateDiffOf(ctx.store, { ...input, tenant: ctx.tenant, nowMs: Date.now() })),

  /** One thing with its properties, its parts and what happened to it in a window. */
  thing: procedure
    .input(z.intersection(windowInput, z.object({ id: thing, atMs: instant, ...known.shape })))
    .query(({ ctx, input }) => {
      const { startMs, endMs, ...rest } = input;
      const of = { ...rest, window: { startMs, endMs }, tenant: ctx.tenant, nowMs: Date.now() };
      return stateThing(ctx.store, of);
    }),

  /** Traces that were under way at an instant, and where each one stood. */
  inFlight: procedure
    .input(z.object({ atMs: instant, limit: z.number().int().min(1).max(500, "At most 500 traces.").default(100) }))
    .query(({ ctx, input }) => openTraces(ctx.store, { ...input, tenant: ctx.tenant, nowMs: Date.now() })),

  /** A person notes that something happened. */
  annotate: procedureFor("events:write")
    .input(
      z.object({
        atMs: instant,
        title: z
          .string()
          .overwrite(unturned)
          .trim()
          .min(1, "A note needs a title.")
          .max(300, "A title has at most 300 characters."),
        thing: thing.optional(),
        text: z.string().overwrite(unturned).max(10_000, "A text has at most 10,000 characters.").optional(),
        kind: z.enum(["annotation", "deployed", "featureFlag", "configuration"]).default("annotation"),
      }),
    )
    .mutation(({ ctx, input }) => reportPeoplesEvent(ctx.store, { ...input, tenant: ctx.tenant, author: ctx.who })),
});
