/**
 * The real product as processes, for tests that kill it: bundled as `npm start` bundles it, started by its own entry in a process
 * group of its own, on free ports, with a data directory of its own. Roles are chosen, so that tests without pages need no build.
 * Errors: `start` rejects with what the product wrote when it ends before it is ready.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../store/postgres/migrate.ts";

const ROOT = projectRoot();
const PATIENCE_MS = 45_000;

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningProduct {
  readonly child: ChildProcess;
  readonly readyLine: string;
  readonly otlpHttpUrl: string;
  /** Pids of the roles now. */
  rolePids(): Record<string, number>;
  readonly exited: Promise<Exit>;
  /** All that it wrote to standard error until now. */
  stderr(): string;
}

let bundled: string | null = null;

/** Bundles supervisor and roles once per test process; resolves their folder. */
function bundle(): string {
  if (bundled) return bundled;
  const folder = join(ROOT, ".build", `test-${process.pid}`);
  const { buildSync } = createRequire(join(ROOT, "package.json"))("esbuild") as {
    buildSync(options: Record<string, unknown>): void;
  };
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: { main: "server/main.ts", role: "server/role.ts" },
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    packages: "external",
    logLevel: "error",
  });
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  bundled = folder;
  return folder;
}

/** A data directory that Postgres's user may enter, removed by the caller. */
export function makeDataDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), "chronoscope-product-"));
  chmodSync(folder, 0o755);
  return folder;
}

/** Spawns the supervisor; says nothing about whether it becomes ready. */
export function spawnProduct(options: {
  readonly dataDirectory: string;
  readonly roles?: string;
  readonly environment?: Record<string, string>;
  readonly args?: readonly string[];
}): { child: ChildProcess; exited: Promise<Exit>; stdout(): string; stderr(): string } {
  const args = [`--role=${options.roles ?? "ingest,loops"}`, ...(options.args ?? [])];
  const child = spawn(process.execPath, [join(bundle(), "main.js"), ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      DATABASE_URL: "",
      PORT: "0",
      OTLP_HTTP_PORT: "0",
      OTLP_GRPC_PORT: "0",
      CHRONOSCOPE_HOST: "127.0.0.1",
      CHRONOSCOPE_DATA_DIR: options.dataDirectory,
      ...options.environment,
    },
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const exited = new Promise<Exit>((done) => child.once("exit", (code) => done({ code, stdout, stderr })));
  return { child, exited, stdout: () => stdout, stderr: () => stderr };
}

/** Starts the product and waits until it says that it is ready. */
export async function startProduct(options: Parameters<typeof spawnProduct>[0]): Promise<RunningProduct> {
  const spawned = spawnProduct(options);
  const readyLine = await new Promise<string>((done, failed) => {
    const late = setTimeout(
      () => failed(new Error(`not ready in ${PATIENCE_MS} ms:\n${spawned.stderr()}`)),
      PATIENCE_MS,
    );
    spawned.child.stdout?.on("data", () => {
      const line = /chronoscope ready: .*/.exec(spawned.stdout())?.[0];
      if (line === undefined) return;
      clearTimeout(late);
      done(line);
    });
    spawned.exited.then(({ code, stderr }) => {
      clearTimeout(late);
      failed(new Error(`ended with ${code} before it was ready:\n${stderr}`));
    });
  });
  const notes = join(options.dataDirectory, "roles.json");
  return {
    child: spawned.child,
    readyLine,
    otlpHttpUrl: `http://127.0.0.1:${/OTLP http (\d+)/.exec(readyLine)?.[1] ?? ""}`,
    rolePids: () => {
      const noted = existsSync(notes)
        ? (JSON.parse(readFileSync(notes, "utf8")) as Record<string, { pid: number }>)
        : {};
      return Object.fromEntries(Object.entries(noted).map(([role, { pid }]) => [role, pid]));
    },
    exited: spawned.exited,
    stderr: spawned.stderr,
  };
}
