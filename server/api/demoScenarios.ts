/**
 * GET /api/demo/scenarios: what the demo put into its past and into the present on purpose, and the truth about it, for whoever checks
 * what the product found. Read from the file that the simulator itself keeps (demo/diary.ts). There is such an address only under
 * `npm run demo`, which says so in the environment of the product it starts (demo/product.ts); else 404.
 * Shape: `[{name, startedAt, endedAt, rootCause: {kind, name, sentence}, affected: [service.name, ...]}]`, oldest first; instants in RFC 3339,
 * `endedAt` of one that runs is planned. Empty until the past has been written; what has not begun is left out.
 * Errors: 401 and 403 as on every door, 404 without a demo, 500 when the file makes no sense.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { logFailure } from "../errors.ts";
import { runtime } from "../runtime.ts";

const SCENARIOS = z.array(
  z.object({
    name: z.string(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    rootCause: z.object({ kind: z.string(), name: z.string(), sentence: z.string() }),
    affected: z.array(z.string()),
  }),
);
export type DemoScenarios = z.infer<typeof SCENARIOS>;

/** The scenarios of this file's text that have begun. Throws when it is not what the demo writes. */
export function demoScenarios(text: string, nowMs: number): DemoScenarios {
  return SCENARIOS.parse(JSON.parse(text)).filter(({ startedAt }) => Date.parse(startedAt) <= nowMs);
}

/** The file's text; an empty list before the demo has written it. */
async function readText(dataDir: string): Promise<string> {
  try {
    return await readFile(join(dataDir, "demo", "scenarios.json"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "[]";
    throw error;
  }
}

function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}

/** Answers the request; never throws. */
export async function answerDemoScenarios(request: Request): Promise<Response> {
  const { access, config, log } = runtime();
  const verdict = access.checkAccess(Object.fromEntries(request.headers), undefined, "read");
  if (!verdict.admitted) return json({ error: "UNAUTHORIZED", message: verdict.message }, verdict.status);
  if (process.env.CHRONOSCOPE_DEMO !== "1") {
    return json({ error: "NOT_FOUND", message: "There is no demo here; start it with `npm run demo`." }, 404);
  }
  try {
    return json(demoScenarios(await readText(config.dataDir), Date.now()));
  } catch (error) {
    logFailure(log, { error }, "the demo's scenarios could not be read");
    return json(
      { error: "INTERNAL", message: "The demo's list of scenarios cannot be read; the log has the cause." },
      500,
    );
  }
}
