/**
 * The supervisor's entry: `npm start`, and `npm start -- --role=ingest` for one role (or
 * several, with commas). Reads the settings, starts everything, prints
 * the ready line on standard output, waits for SIGINT or SIGTERM, drains.
 * Exit codes: 0 drained; 1 a fatal error, said in one sentence on standard error.
 */
import { join } from "node:path";
import { type Config, readConfig } from "./config.ts";
import { DomainError, domainCode } from "./errors.ts";
import { createLog } from "./log.ts";
import { renderForPeople } from "./supervisor/logLines.ts";
import type { RoleName } from "./supervisor/ports.ts";
import { type Supervised, supervise } from "./supervisor/supervise.ts";

const ROLES: readonly RoleName[] = ["ingest", "loops", "web"];

interface Arguments {
  readonly roles: readonly RoleName[];
  readonly insecure: boolean;
}

function readArguments(given: readonly string[]): Arguments {
  let roles = ROLES;
  let insecure = false;
  for (const argument of given) {
    const [name, value] = argument.split("=", 2);
    if (name === "--insecure") insecure = true;
    else if (name === "--role" && value && value.split(",").every((role) => ROLES.some((known) => known === role))) {
      roles = ROLES.filter((known) => value.split(",").includes(known));
    } else {
      throw new DomainError(
        "INVALID",
        `"${argument}" is not an option; there are --role=${ROLES.join("|")} and --insecure.`,
      );
    }
  }
  return { roles, insecure };
}

/** Signals until the end of the process; a second one changes nothing, since the drain is bounded. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort(signal));
  return stop.signal;
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done());
  });

async function run(given: readonly string[], write: (line: string) => void): Promise<void> {
  const { roles, insecure } = readArguments(given);
  const read = readConfig(process.env);
  const config: Config = { ...read, insecure: read.insecure || insecure };
  const logOf = (name: string) => createLog(name, config.logLevel, { write: (line) => write(line.trimEnd()) });
  const log = logOf("supervisor");
  const stop = stopSignal();
  let supervised: Supervised;
  try {
    const entry = join(import.meta.dirname, "role.js");
    supervised = await supervise({ config, roles, entry, log, logOf, write, stop });
  } catch (error) {
    if (stop.aborted) return;
    throw error;
  }
  process.stdout.write(`${supervised.readyLine}\n`);
  await aborted(stop);
  log.info({ reason: String(stop.reason) }, "draining");
  await supervised.stop();
  log.info("stopped");
}

/** Runs until told to stop; resolves to the exit code. */
export async function main(given: readonly string[]): Promise<number> {
  const people = process.stderr.isTTY === true;
  const write = (line: string) => process.stderr.write(`${people ? renderForPeople(line) : line}\n`);
  try {
    await run(given, write);
    return 0;
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    process.stderr.write(`chronoscope: ${sentence}\n`);
    if (domainCode(error) === null && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
