/** What a viewer must know about this Chronoscope: where telemetry goes in, what is kept for how long, where it lies, how much it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { procedure, router } from "../trpc.ts";

const MANIFEST = z.object({ version: z.string() });
/** Of the running copy; the working directory is its root (server/web.ts). */
const readVersion = () => MANIFEST.parse(JSON.parse(readFileSync(join(process.cwd(), "package.json"), "utf8"))).version;

export const settingsRouter = router({
  doors: procedure.query(({ ctx }) => ctx.doors),

  /** Version, doors, retention, place and size of what is kept. Lengths in milliseconds, sizes in bytes. */
  about: procedure.query(async ({ ctx }) => {
    const { databaseBytes, keptSinceMs } = await ctx.store.storageReport({ tenant: ctx.tenant });
    return { ...ctx.settings, ...ctx.doors, version: readVersion(), node: process.version, databaseBytes, keptSinceMs };
  }),
});
