/**
 * Questions about the requests behind an SLO or an alert: what differs between bad and good ones, and which to look at.
 * Inputs carry whose requests (`subject`, or a service's name), and a window that is cut at `atMs`.
 */
import { z } from "zod";
import type { SloSubject } from "../model/slo.ts";
import { procedure, router, windowInput } from "../trpc.ts";
import { differencesOf, type EvidenceAsked, samplesOf } from "./evidenceAnswer.ts";

const name = z.string().min(1).max(1_000);
const subjectInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("service"), service: name }),
  z.object({
    kind: z.literal("operation"),
    service: name,
    spanName: z.string().max(4_000),
    spanKind: z.string().max(40),
  }),
  z.object({ kind: z.literal("edge"), client: name, server: name }),
  z.object({ kind: z.literal("caller"), client: name }),
]);
const askedInput = windowInput.and(
  z
    .object({
      subject: subjectInput.optional(),
      service: name.optional(),
      thresholdSeconds: z.number().positive().max(86_400).nullable().default(null),
      countsErrors: z.boolean().default(false),
      atMs: z.number().int().positive().optional(),
      against: z.enum(["good", "before"]).default("good"),
    })
    .refine(({ subject, service }) => subject !== undefined || service !== undefined, {
      message: "Say whose requests: a subject or a service.",
    }),
);

/** The window as far as the clock has come; of one that lies ahead of it nothing is left but its first millisecond. */
function askedOf(tenant: number, input: z.output<typeof askedInput>, signal: AbortSignal | undefined): EvidenceAsked {
  const { startMs, endMs, atMs = endMs, service = "", thresholdSeconds, countsErrors, against } = input;
  const subject: SloSubject = input.subject ?? { kind: "service", service };
  const window = { startMs, endMs: Math.max(startMs + 1, Math.min(endMs, atMs)) };
  return { tenant, subject, thresholdSeconds, countsErrors, window, against, ...(signal && { signal }) };
}

export const evidenceRouter = router({
  /** Attributes ranked by how much they separate bad requests from good ones, each with a trace of either. */
  differences: procedure
    .input(askedInput)
    .query(({ ctx, input, signal }) => differencesOf(ctx.store, askedOf(ctx.tenant, input, signal))),

  /** A few bad and good requests, each with the span to open. */
  samples: procedure
    .input(askedInput)
    .query(({ ctx, input, signal }) => samplesOf(ctx.store, askedOf(ctx.tenant, input, signal))),
});
