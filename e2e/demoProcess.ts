/**
 * A demo as a person starts it, on free ports with a data directory of its own. `E2E_DEMO_URL` and `E2E_DEMO_DATA_DIR` name one that runs
 * already, which saves its start to who writes tests.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./product.ts";

const BOOTSTRAP = "server/bootstrap.mjs";

export interface DemoProcess {
  readonly url: string;
  readonly dataDir: string;
  /** `npm run demo -- scenario NAME ...`: what it answers. */
  scenario(...given: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export interface DemoOptions {
  /** How much of the past it writes first. */
  readonly past: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startDemo({ past, environment }: DemoOptions): Promise<DemoProcess> {
  const { E2E_DEMO_URL, E2E_DEMO_DATA_DIR } = process.env;
  if (E2E_DEMO_URL && E2E_DEMO_DATA_DIR) {
    const scenario = scenarioIn(E2E_DEMO_DATA_DIR);
    return { url: E2E_DEMO_URL, dataDir: E2E_DEMO_DATA_DIR, scenario, stop: async () => undefined };
  }
  const dataDir = mkdtempSync(join(tmpdir(), "chronoscope-demo-"));
  const port = String(await freePort());
  const child = spawn(process.execPath, [BOOTSTRAP, "demo"], {
    stdio: "ignore",
    env: {
      ...process.env,
      PORT: port,
      OTLP_HTTP_PORT: String(await freePort()),
      OTLP_GRPC_PORT: String(await freePort()),
      CHRONOSCOPE_DATA_DIR: dataDir,
      CHRONOSCOPE_DEMO_PAST: past,
      ...environment,
    },
  });
  const stop = async () => {
    await ended(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${port}`, dataDir, scenario: scenarioIn(dataDir), stop };
}

const scenarioIn =
  (dataDir: string) =>
  async (...given: readonly string[]) => {
    const env = { ...process.env, CHRONOSCOPE_DATA_DIR: dataDir };
    const { stdout } = await promisify(execFile)(process.execPath, [BOOTSTRAP, "demo", "scenario", ...given], { env });
    return stdout;
  };

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGTERM");
  });
}
