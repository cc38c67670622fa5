/**
 * The real product, as `npm start` runs it, in a folder of the benchmark's own on free ports: started, watched, asked, ended.
 * Errors: a start that fails rejects with what the product wrote last.
 */
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findPostgresProcesses } from "../server/supervisor/postgresLeftovers.ts";
import { awaitGone, isAlive } from "../server/supervisor/processTable.ts";
import { killGroup, spawnIn } from "./scratch.ts";
import { cpuSecondsOf, pssOf, treeOf } from "./usage.ts";

const READY_MS = 60_000;
const STOP_MS = 15_000;

export interface Product {
  readonly folder: string;
  readonly webUrl: string;
  readonly otlpUrl: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  /** From the spawn to a request that was acknowledged, and to the ready line. */
  readonly acceptedMs: number;
  readonly readyMs: number;
  /** Pids by process: supervisor, roles, postgres (with its backends). */
  processes(): Readonly<Record<string, readonly number[]>>;
  /** SIGTERM; resolves when it has drained. */
  stop(): Promise<void>;
  /** kill -9 of every process at once. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly folder: string;
  readonly roles?: string;
  /** Through npm and the bootstrap, as a user starts it. */
  readonly npm?: boolean;
}

export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export const dataDirectory = (folder: string) => join(folder, "data");

/** For a driver of our own beside the product. */
export function connectionString(folder: string): string {
  const home = join(dataDirectory(folder), "postgres");
  const password = readFileSync(join(home, "password"), "utf8").trim();
  const port = existsSync(join(home, "port")) ? readFileSync(join(home, "port"), "utf8").trim() : null;
  const url = `postgresql://chronoscope:${password}@127.0.0.1:${port ?? 5432}/chronoscope`;
  return port === null ? `${url}?host=${encodeURIComponent(join(home, "socket"))}` : url;
}

/** Resolves at the first empty request that is acknowledged. */
async function accepted(otlpUrl: string, signal: AbortSignal): Promise<void> {
  const headers = { "content-type": "application/x-protobuf" };
  while (!signal.aborted) {
    const answer = await fetch(`${otlpUrl}/v1/traces`, {
      method: "POST",
      headers,
      body: new Uint8Array(0),
      signal,
    }).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    if (answer?.status === 200) return;
    await delay(10);
  }
}

function awaitReady(child: ChildProcess): Promise<void> {
  return new Promise((done, failed) => {
    let out = "";
    let words = "";
    const fail = (why: string) => failed(new Error(`${why}: ${words.trim().split("\n").slice(-4).join(" / ")}`));
    const late = setTimeout(() => fail(`the product was not ready in ${READY_MS / 1000} s`), READY_MS);
    child.stderr?.on("data", (chunk) => {
      words = `${words}${chunk}`.slice(-4_000);
    });
    child.stdout?.on("data", (chunk) => {
      out += chunk;
      if (!out.includes("chronoscope ready")) return;
      clearTimeout(late);
      done();
    });
    child.once("exit", (code) => {
      clearTimeout(late);
      fail(`the product ended with ${code} before it was ready`);
    });
  });
}

function rolePids(folder: string): Record<string, number[]> {
  const path = join(dataDirectory(folder), "roles.json");
  const noted = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, { pid: number }>) : {};
  return Object.fromEntries(Object.entries(noted).map(([role, { pid }]) => [role, [pid]]));
}

function processesOf(folder: string, child: ChildProcess, npm: boolean): Record<string, number[]> {
  const data = join(dataDirectory(folder), "postgres", "data");
  const postmaster = findPostgresProcesses(data, "none").find((one) => one.postmaster)?.pid;
  // npm starts the supervisor as its only child, and passes signals on to it.
  const pid = child.pid ?? 0;
  const supervisor = npm ? (treeOf(pid)[1] ?? pid) : pid;
  return { supervisor: [supervisor], ...rolePids(folder), postgres: postmaster ? treeOf(postmaster) : [] };
}

/** Starts it and waits for the ready line. BENCH_CPU_PROF=1 leaves a CPU profile of every role in .build/profiles. */
export async function startProduct({ folder, roles, npm = false }: StartOptions): Promise<Product> {
  const [webPort, httpPort, grpcPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const otlpUrl = `http://127.0.0.1:${httpPort}`;
  const environment = {
    ...process.env,
    DATABASE_URL: "",
    PORT: String(webPort),
    OTLP_HTTP_PORT: String(httpPort),
    OTLP_GRPC_PORT: String(grpcPort),
    CHRONOSCOPE_HOST: "127.0.0.1",
    CHRONOSCOPE_DATA_DIR: dataDirectory(folder),
    ...(process.env.BENCH_CPU_PROF
      ? { CHRONOSCOPE_NODE_ARGUMENTS: `--cpu-prof --cpu-prof-dir=${process.cwd()}/.build/profiles` }
      : {}),
  };
  const [command, args] = npm
    ? ["npm", ["start"]]
    : [process.execPath, [join(".build", "main.js"), ...(roles ? [`--role=${roles}`] : [])]];
  const began = performance.now();
  const child = spawnIn(folder, command, args, { stdio: ["ignore", "pipe", "pipe"], env: environment });
  const stop = new AbortController();
  let acceptedMs = 0;
  const asked = roles?.includes("ingest") === false ? Promise.resolve() : accepted(otlpUrl, stop.signal);
  const answered = asked.then(() => {
    acceptedMs = performance.now() - began;
  });
  await awaitReady(child).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  const readyMs = performance.now() - began;
  await answered;
  const processes = () => processesOf(folder, child, npm);
  return {
    folder,
    webUrl: `http://127.0.0.1:${webPort}`,
    otlpUrl,
    httpPort,
    grpcPort,
    acceptedMs,
    readyMs,
    processes,
    stop: () => stopProduct(child, processes),
    kill: () => killProduct(child, processes),
  };
}

async function stopProduct(child: ChildProcess, processes: Product["processes"]): Promise<void> {
  const all = Object.values(processes()).flat();
  const supervisor = processes().supervisor?.[0];
  if (supervisor && isAlive(supervisor)) process.kill(supervisor, "SIGTERM");
  const left = await awaitGone([child.pid ?? 0, ...all], STOP_MS);
  if (left.length > 0)
    throw new Error(`the product did not stop in ${STOP_MS / 1000} s; ${left.length} processes stayed`);
}

async function killProduct(child: ChildProcess, processes: Product["processes"]): Promise<void> {
  const all = Object.values(processes()).flat();
  killGroup(child.pid ?? 0);
  for (const pid of all.filter(isAlive)) process.kill(pid, "SIGKILL");
  await awaitGone([child.pid ?? 0, ...all], STOP_MS);
}

/** CPU seconds by process. */
export const cpuOf = (product: Product): Record<string, number> =>
  Object.fromEntries(Object.entries(product.processes()).map(([name, pids]) => [name, cpuSecondsOf(pids)]));

/** Memory by process in bytes; null where it cannot be read. */
export const memoryOf = (product: Product): Record<string, number | null> =>
  Object.fromEntries(Object.entries(product.processes()).map(([name, pids]) => [name, pssOf(pids)]));

/** `total 612 MiB: web 180 MiB, ...`. */
export function memoryText(memory: Readonly<Record<string, number | null>>): string {
  const entries = Object.entries(memory);
  if (entries.some(([, bytes]) => bytes === null)) return "cannot be read on this system by this user";
  const mib = (bytes: number | null) => `${Math.round((bytes ?? 0) / 2 ** 20)} MiB`;
  const total = entries.reduce((sum, [, bytes]) => sum + (bytes ?? 0), 0);
  return `${mib(total)} in all: ${entries.map(([name, bytes]) => `${name} ${mib(bytes)}`).join(", ")}`;
}
