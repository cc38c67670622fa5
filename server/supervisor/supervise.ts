/**
 * The supervisor: data directory, leftovers, ports, database, roles; then it waits, and at the end stops everything in order.
 * Order of stopping, within 10 s: web and loops, then ingest (which flushes what it took), then Postgres.
 * Errors: a DomainError whose message is the one sentence that the user reads.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isLoopback } from "../access/access.ts";
import { secretKeys } from "../access/secretKey.ts";
import type { Config } from "../config.ts";
import { DomainError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Database, openDatabase } from "./database.ts";
import { lockDataDirectory, prepareDataDirectory } from "./dataDirectory.ts";
import { ensureFirstStartToken } from "./firstStartToken.ts";
import { createRoleNotes, endLeftoverRoles } from "./leftoverRoles.ts";
import { checkPorts, doorsOf, type RoleName } from "./ports.ts";
import { type RoleProcess, superviseRole } from "./roleProcess.ts";

const DRAIN_UI_MS = 3_000;
const DRAIN_INGEST_MS = 5_000;

export interface SuperviseOptions {
  readonly config: Config;
  /** Not empty. */
  readonly roles: readonly RoleName[];
  /** The built entry of a role. */
  readonly entry: string;
  readonly log: Log;
  /** A log for the lines of a role or of Postgres. */
  readonly logOf: (name: string) => Log;
  /** Takes JSON lines. */
  readonly write: (line: string) => void;
  /** Aborts when the user wants to stop, also in the middle of the start. */
  readonly stop: AbortSignal;
}

export interface Supervised {
  readonly readyLine: string;
  readonly connectionString: string;
  /** Stops everything, in order. */
  stop(): Promise<void>;
}

/**
 * What this supervisor holds alone: the data directory when the embedded Postgres lives there. With a database of the user's own,
 * several supervisors of different roles may share the directory.
 */
function homeOf(config: Config, roles: readonly RoleName[]): string {
  const home = config.databaseUrl === null ? config.dataDir : join(config.dataDir, `roles-${roles.join("-")}`);
  mkdirSync(home, { recursive: true });
  return home;
}

/** Undone in reverse order, whatever was done. */
function createUndo() {
  const steps: (() => Promise<void> | void)[] = [];
  return {
    add: (step: () => Promise<void> | void) => steps.push(step),
    run: async () => {
      for (const step of steps.splice(0).reverse()) await step();
    },
  };
}

function environmentFor(config: Config, database: Database): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: database.connectionString,
    CHRONOSCOPE_DATA_DIR: config.dataDir,
    CHRONOSCOPE_INSECURE: config.insecure ? "1" : "0",
    NODE_ENV: process.env.CHRONOSCOPE_DEV === "1" ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

function startRoles(options: SuperviseOptions, roles: readonly RoleName[], database: Database): RoleProcess[] {
  const note = createRoleNotes(homeOf(options.config, roles));
  const environment = environmentFor(options.config, database);
  return roles.map((role) =>
    superviseRole({
      role,
      entry: options.entry,
      environment,
      write: options.write,
      note: (level, message, fields) => options.log[level](fields, message),
      onPid: (pid) => note(role, pid),
    }),
  );
}

const shownHost = (host: string) => (host.includes(":") ? `[${host}]` : host);

function readyLine(config: Config, roles: readonly RoleName[], ports: Readonly<Record<string, number>>): string {
  const shown = shownHost(config.host);
  const parts = [
    ...(roles.includes("web") ? [`console http://${shown}:${ports.web ?? config.webPort}`] : []),
    ...(roles.includes("ingest")
      ? [`OTLP http ${ports.http ?? config.otlpHttpPort} grpc ${ports.grpc ?? config.otlpGrpcPort}`]
      : []),
  ];
  return `chronoscope ready: ${parts.join(" \u00b7 ") || roles.join(", ")}`;
}

/** Where the console is, for programs that share the data directory and print links to it (demo/settings.ts). */
function noteConsole(config: Config, ports: Readonly<Record<string, number>>): void {
  const url = `http://${shownHost(config.host)}:${ports.web ?? config.webPort}`;
  writeFileSync(join(config.dataDir, "console-url"), `${url}\n`);
}

/** Made before a role asks for it. One that cannot be used is said, and holds up nothing but secrets. */
function makeSecretKey({ config, log }: SuperviseOptions): void {
  try {
    secretKeys(config);
  } catch (error) {
    log.warn({ error }, "secrets of receivers can neither be encrypted nor read");
  }
}

async function sayHowToComeIn({ config, log }: SuperviseOptions, database: Database): Promise<void> {
  const token = await ensureFirstStartToken(config.dataDir, database.connectionString);
  if (isLoopback(config.host)) return;
  if (config.insecure) log.warn({ host: config.host }, "--insecure: whoever reaches this host needs no token");
  else log.info(`every door asks for the token in ${token.path}`);
}

/** Starts everything; resolves when every role is ready. What was started is stopped again when something fails. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const { config, roles, log } = options;
  const undo = createUndo();
  const stopIfAsked = () => {
    if (options.stop.aborted) throw new DomainError("UNAVAILABLE", "stopped before it was ready");
  };
  try {
    prepareDataDirectory(config.dataDir);
    undo.add(lockDataDirectory(homeOf(config, roles)));
    makeSecretKey(options);
    const left = await endLeftoverRoles(homeOf(config, roles));
    if (left > 0) log.info({ left }, "ended the roles that an earlier run had left");
    await checkPorts(config.host, doorsOf(config, roles));
    stopIfAsked();
    const database = await openDatabase(config, options.logOf("postgres"));
    undo.add(() => database.stop());
    await sayHowToComeIn(options, database);
    stopIfAsked();
    const running = startRoles(options, roles, database);
    const byName = (name: RoleName) => running[roles.indexOf(name)];
    undo.add(async () => byName("ingest")?.stop(DRAIN_INGEST_MS));
    undo.add(async () => {
      await Promise.all([byName("web")?.stop(DRAIN_UI_MS), byName("loops")?.stop(DRAIN_UI_MS)]);
    });
    const aborted = new Promise<never>((_, reject) => {
      options.stop.addEventListener("abort", () =>
        reject(new DomainError("UNAVAILABLE", "stopped before it was ready")),
      );
    });
    const ports = await Promise.race([Promise.all(running.map(({ ready }) => ready)), aborted]);
    const line = readyLine(config, roles, Object.assign({}, ...ports));
    if (roles.includes("web")) noteConsole(config, Object.assign({}, ...ports));
    return { readyLine: line, connectionString: database.connectionString, stop: undo.run };
  } catch (error) {
    await undo.run();
    throw error;
  }
}
