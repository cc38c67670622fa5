/**
 * SLOs for the console: `slos.*`. Every read is as of an instant; the forms of the answers are in sloAnswer.ts.
 * Instants are Unix milliseconds. Errors: INVALID with a sentence, CONFLICT for a name that is taken or somebody else's save, NOT_FOUND.
 */
import { z } from "zod";
import { readSlo, sloBody } from "../db/sloBody.ts";
import { LAST_UNIX_MS } from "../model/time.ts";
import { procedure, procedureFor, router } from "../trpc.ts";
import { exportSlo, importSlos, readSlos, SLO_FORMATS } from "./sloImports.ts";
import { definitionsAt, sloList } from "./sloList.ts";
import { sloAnswer } from "./sloOne.ts";
import { createPresets, sloPresets } from "./sloPresets.ts";
import { sloPreview } from "./sloPreview.ts";
import { cloneSlo, deleteSlo, enableSlo, saveSlo, sloRevisions } from "./sloSaving.ts";
import { slaFile } from "./sloSlaFile.ts";

const admin = procedureFor("admin");
const instant = z.number().int().nonnegative().max(LAST_UNIX_MS);
const at = z.object({ atMs: instant });
const id = z.string().min(1).max(200);
const fileText = z.string().max(1_000_000, "A file has at most a million characters.");
const timeZone = z
  .string()
  .max(100)
  .refine((zone) => isZone(zone), "This is no time zone; take an IANA name such as Europe/Berlin.")
  .default("UTC");

function isZone(zone: string): boolean {
  try {
    return zone !== "" && Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

export const slosRouter = router({
  /** Every SLO that was defined then, with where it stood. */
  list: procedure.input(at).query(({ ctx, input, signal }) => sloList(ctx, input.atMs, signal)),

  /** What there was then, by title: for whoever looks for one by its name. */
  names: procedure.input(at).query(async ({ ctx, input }) => {
    const slos = (await definitionsAt(ctx, input.atMs)).flatMap((definition) => readSlo(definition).slo ?? []);
    const named = slos.map(({ id: slo, title, service }) => ({ id: slo, title, service }));
    return { slos: named.sort((a, b) => a.title.localeCompare(b.title)) };
  }),

  /** One, by id or name, with everything its page shows. */
  one: procedure
    .input(at.extend({ id, timeZone }))
    .query(({ ctx, input, signal }) => sloAnswer(ctx, { ...input, signal })),

  /** Every revision, newest first; also of one that was deleted. */
  revisions: procedure.input(z.object({ id })).query(({ ctx, input }) => sloRevisions(ctx.db, input.id)),

  /** How it would have gone, before it is saved. */
  preview: procedure
    .input(at.extend({ body: sloBody }))
    .query(({ ctx, input, signal }) => sloPreview(ctx, input.body, input.atMs, signal)),

  /** What each discovered service could promise. */
  presets: procedure.input(at).query(async ({ ctx, input }) => ({ presets: await sloPresets(ctx, input.atMs) })),

  /** Saves the presets of these names, as they are proposed now. */
  createPresets: admin
    .input(z.object({ names: z.array(id).min(1, "Choose at least one.").max(1_000) }))
    .mutation(({ ctx, input }) => createPresets(ctx, { ...input, author: ctx.who }, Date.now())),

  /** A new SLO, or with `id` and the `revision` looked at another form of one. */
  save: admin
    .input(
      z.object({
        id: id.optional(),
        revision: z.number().int().optional(),
        body: sloBody,
        isEnabled: z.boolean().default(true),
      }),
    )
    .mutation(({ ctx, input }) => saveSlo(ctx.db, { ...input, author: ctx.who })),

  /** A copy; without a name under a free one. */
  clone: admin
    .input(z.object({ id, name: z.string().max(63).optional() }))
    .mutation(({ ctx, input }) => cloneSlo(ctx.db, { ...input, author: ctx.who })),

  /** Switched off it counts nothing and tells nothing. */
  enable: admin
    .input(z.object({ id, isEnabled: z.boolean() }))
    .mutation(({ ctx, input }) => enableSlo(ctx.db, { ...input, author: ctx.who })),

  /** True when there was such an SLO. The past keeps it. */
  delete: admin
    .input(z.object({ id }))
    .mutation(async ({ ctx, input }) => ({ deleted: await deleteSlo(ctx.db, { ...input, author: ctx.who }) })),

  /** What a text of OpenSLO, Sloth or Pyrra holds, before anything is saved. */
  readFile: procedure.input(z.object({ text: fileText })).query(({ ctx, input }) => readSlos(ctx, input.text)),

  importFile: admin
    .input(z.object({ text: fileText, names: z.array(id).min(1, "Choose at least one.").max(1_000) }))
    .mutation(({ ctx, input }) => importSlos(ctx, { ...input, author: ctx.who })),

  /** What is owed by its SLA, period by period, as CSV. */
  slaFile: procedure.input(at.extend({ id })).query(({ ctx, input, signal }) => slaFile(ctx, { ...input, signal })),

  /** One as a file of OpenSLO, or as rules of Prometheus that watch the same. */
  export: procedure
    .input(at.extend({ id, format: z.enum(SLO_FORMATS).default("openslo") }))
    .query(({ ctx, input }) => exportSlo(ctx, input)),
});
