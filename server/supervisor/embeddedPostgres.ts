/**
 * The embedded Postgres: made on first use, cleared of leftovers, started in a process group of its own (so that Ctrl-C in a
 * terminal does not reach it before ingest has drained), stopped last.
 * Everything lies in one folder: data/ (Postgres's own), socket/ and password (0600). It listens on a socket in that folder, or, where
 * the path is too long for a socket, on loopback; never wider.
 * Errors: UNAVAILABLE with a sentence that says what to do; CONFLICT for data of another major version.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { DomainError } from "../errors.ts";
import { findPostgresBinaries, type PostgresBinaries } from "./postgresBinaries.ts";
import { initialiseCluster } from "./postgresCluster.ts";
import { clearPostgresLeftovers } from "./postgresLeftovers.ts";
import { postgresArguments } from "./postgresSettings.ts";
import { choosePostgresUser, type PostgresUser } from "./postgresUser.ts";

/** A socket's path may have 107 bytes at most, 103 on macOS. */
const LONGEST_SOCKET_FOLDER = 103 - "/.s.PGSQL.5432.lock".length;
const START_PATIENCE_MS = 120_000;
const LOCK_PATIENCE_MS = 10_000;

export interface EmbeddedPostgresOptions {
  /** Folder that holds everything of this server; made if missing. */
  readonly directory: string;
  /** Lines of the server's log and notes of ours. */
  readonly log: (line: string) => void;
  /** False for tests only. Default true. */
  readonly durable?: boolean;
}

export interface EmbeddedPostgres {
  readonly pid: number;
  /** For any driver: `postgresql://...`. */
  connectionString(database?: string): string;
  /** Resolves when the server has ended, however it ended. */
  readonly exited: Promise<string>;
  /** Fast shutdown (running statements are cancelled, a checkpoint is written); harder when that takes more than `patienceMs`. */
  stop(patienceMs?: number): Promise<void>;
}

interface Place {
  readonly data: string;
  readonly clusterName: string;
  /** Null: TCP on loopback. */
  readonly socket: string | null;
  readonly port: number;
  readonly password: string;
}

async function rememberedPort(path: string): Promise<number> {
  const isFree = (port: number) =>
    new Promise<number | null>((done) => {
      const probe = createServer();
      probe.once("error", () => done(null));
      probe.listen(port, "127.0.0.1", () => {
        const address = probe.address();
        probe.close(() => done(typeof address === "object" && address ? address.port : null));
      });
    });
  const before = existsSync(path) ? Number(readFileSync(path, "utf8")) : 0;
  const port = (await isFree(before)) ?? (await isFree(0));
  if (!port) throw new DomainError("UNAVAILABLE", "No free port on 127.0.0.1 for the embedded Postgres.");
  writeFileSync(path, String(port), { mode: 0o600 });
  return port;
}

function rememberedPassword(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(path, "utf8").trim();
}

async function preparePlace(directory: string): Promise<Place> {
  const data = join(realpathSync(directory), "data");
  const socket = join(dirname(data), "socket");
  const fits = process.platform !== "win32" && Buffer.byteLength(socket) <= LONGEST_SOCKET_FOLDER;
  return {
    data,
    clusterName: `chronoscope-${createHash("sha256").update(data).digest("hex").slice(0, 12)}`,
    socket: fits ? socket : null,
    port: fits ? 5432 : await rememberedPort(join(directory, "port")),
    password: rememberedPassword(join(directory, "password")),
  };
}

function connectionString(place: Place, database: string): string {
  const url = `postgresql://chronoscope:${place.password}@127.0.0.1:${place.port}/${encodeURIComponent(database)}`;
  return place.socket === null ? url : `${url}?host=${encodeURIComponent(place.socket)}`;
}

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<string>;
}

function spawnServer(place: Place, binaries: PostgresBinaries, user: PostgresUser, options: EmbeddedPostgresOptions) {
  const door: Record<string, string> = place.socket
    ? { listen_addresses: "", unix_socket_directories: place.socket, unix_socket_permissions: "0700" }
    : { listen_addresses: "127.0.0.1", unix_socket_directories: "" };
  const args = postgresArguments({ ...door, cluster_name: place.clusterName }, options.durable ?? true);
  const start = user.command(binaries.postgres, ["-D", place.data, "-p", String(place.port), ...args]);
  const child = spawn(start.program, start.args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    cwd: "/",
    ...(start.uid === undefined ? {} : { uid: start.uid, gid: start.gid }),
    env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_MESSAGES: "C", TZ: "UTC" },
  });
  const lastLines: string[] = [];
  const take = (chunk: Buffer) => {
    for (const line of chunk.toString("utf8").split("\n").filter(Boolean)) {
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
      options.log(line);
    }
  };
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);
  const exited = new Promise<string>((done) => {
    child.once("error", (error) => done(`${error.message}\n${lastLines.join("\n")}`));
    child.once("close", (code, signal) => done(`exit ${code ?? signal}\n${lastLines.join("\n")}`));
  });
  return { child, exited };
}

async function accepts(connection: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: connection, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Waits until the server takes connections. Resolves to null then, to its last words when it ended before. */
async function awaitReady(running: Running, connection: string): Promise<string | null> {
  const end = performance.now() + START_PATIENCE_MS;
  let words: string | null = null;
  running.exited.then((text) => {
    words = text;
  });
  for (let wait = 15; words === null; wait = Math.min(wait * 1.5, 200)) {
    if (await accepts(connection)) return null;
    if (performance.now() > end) {
      running.child.kill("SIGQUIT");
      return `not ready after ${START_PATIENCE_MS / 1000} s\n${await running.exited}`;
    }
    await delay(wait);
  }
  return words;
}

function handleOf(place: Place, { child, exited }: Running): EmbeddedPostgres {
  const stop = async (patienceMs = 8_000) => {
    const over = async (signal: NodeJS.Signals, ms: number) => {
      child.kill(signal);
      return Promise.race([exited.then(() => true), delay(ms, false, { ref: false })]);
    };
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (await over("SIGINT", patienceMs)) return;
    if (await over("SIGQUIT", 1_500)) return;
    await over("SIGKILL", 1_000);
  };
  return {
    pid: child.pid ?? 0,
    connectionString: (database = "chronoscope") => connectionString(place, database),
    exited,
    stop,
  };
}

/** Starts the server of this folder; makes it first when it is new. The caller holds the folder's lock. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.directory, { recursive: true, mode: 0o711 });
  const binaries = findPostgresBinaries();
  const place = await preparePlace(options.directory);
  const user = choosePostgresUser([dirname(place.data), dirname(binaries.postgres)]);
  await initialiseCluster({ ...place, binaries, user, durable: options.durable ?? true });
  const end = performance.now() + LOCK_PATIENCE_MS;
  for (let wait = 100; ; wait = Math.min(wait * 2, 1_600)) {
    const left = await clearPostgresLeftovers(place.data, place.clusterName, place.socket);
    if (left.postmasters + left.backends > 0 || left.stalePid !== null) {
      options.log(
        `cleared leftovers: ${left.postmasters} postmasters, ${left.backends} backends, lock file of pid ${left.stalePid}`,
      );
    }
    const running = spawnServer(place, binaries, user, options);
    const lastWords = await awaitReady(running, connectionString(place, "postgres"));
    if (lastWords === null) return handleOf(place, running);
    const heldByOthers = /lock file|pre-existing shared memory|Address already in use/.test(lastWords);
    if (!heldByOthers || performance.now() > end) {
      const last = lastWords.trim().split("\n").slice(-4).join(" / ");
      throw new DomainError("UNAVAILABLE", `The embedded Postgres in ${options.directory} does not start: ${last}`);
    }
    await delay(wait);
  }
}
