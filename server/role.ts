/**
 * The entry of one role: `node role.js ingest|loops|web`. Started by the supervisor, which tells it to stop by SIGTERM, or by letting
 * the channel between them close when it dies. Ctrl-C is left to the supervisor, which knows the order of stopping.
 * Tells the supervisor `{ ready, ports }` or `{ fatal }` (a sentence); writes a heartbeat every second.
 * Exit codes: 0 drained, 1 could not start or met an error that nobody caught.
 */
import { setTimeout as delay } from "node:timers/promises";
import { logFailure } from "./errors.ts";
import { type RunningRole, runtime, startIngestRole, startLoopsRole } from "./runtime.ts";

const BEAT_MS = 1_000;
const DRAIN_LIMIT_MS = 9_000;

const ROLES: Readonly<Record<string, () => Promise<RunningRole>>> = {
  ingest: startIngestRole,
  loops: startLoopsRole,
  web: async () => (await import("./web.ts")).startWeb({ dev: process.env.CHRONOSCOPE_DEV === "1" }),
};

/** Resolves after the message is on its way; at once when there is no supervisor. */
function tell(message: object): Promise<void> {
  return new Promise((done) => {
    if (!process.send) done();
    else process.send(message, () => done());
  });
}

/** Writes heartbeats until the signal aborts, then takes this process off the list. */
async function beat(name: string, role: RunningRole, signal: AbortSignal): Promise<void> {
  const { coordination, instance, startedMs, log, exposition } = runtime();
  let failing = false;
  while (!signal.aborted) {
    const metrics = exposition(role.metrics?.());
    try {
      await coordination.beat({ role: name, instance, pid: process.pid, startedMs, status: role.status(), metrics });
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ error }, "the heartbeat could not be written");
      failing = true;
    }
    await delay(BEAT_MS, undefined, { signal }).catch(() => undefined);
  }
  await coordination.leave(name, instance).catch(() => undefined);
}

function stopRequested(): Promise<string> {
  return new Promise((done) => {
    process.on("SIGTERM", () => done("SIGTERM"));
    if (process.send) {
      process.on("SIGINT", () => undefined);
      process.on("disconnect", () => done("the supervisor is gone"));
    } else {
      process.on("SIGINT", () => done("SIGINT"));
    }
  });
}

async function run(name: string): Promise<void> {
  const start = ROLES[name];
  if (!start) throw new Error(`There is no role "${name}"; there are ${Object.keys(ROLES).join(", ")}.`);
  const stop = stopRequested();
  const { log, close } = runtime(name);
  process.on("uncaughtException", (error) => {
    log.fatal({ error }, "an error that nobody caught; this process ends and is started again");
    process.exit(1);
  });
  process.on("unhandledRejection", (error) => {
    logFailure(log, { error }, "a rejection that nobody handled");
  });
  const role = await start();
  const ports = "port" in role ? { web: role.port } : "ports" in role ? role.ports : {};
  const beating = new AbortController();
  const beats = beat(name, role, beating.signal);
  await tell({ ready: name, ports });
  const reason = await stop;
  log.info({ reason }, "draining");
  setTimeout(() => process.exit(1), DRAIN_LIMIT_MS).unref();
  await role.drain();
  beating.abort();
  await beats;
  await close();
}

run(process.argv[2] ?? "").then(
  () => process.exit(0),
  async (error: unknown) => {
    const words = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && "code" in error ? error.code : null;
    process.stderr.write(`${error instanceof Error ? error.stack : words}\n`);
    await tell({ fatal: words, code });
    process.exit(1);
  },
);
