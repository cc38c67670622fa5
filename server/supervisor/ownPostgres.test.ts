/**
 * DATABASE_URL with Debian's own server (15 or newer), when one is installed: everything starts, migrates and takes in on it.
 */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { startLoad } from "../testing/load.ts";
import { makeDataDirectory, startProduct } from "../testing/product.ts";
import { choosePostgresUser } from "./postgresUser.ts";

const ROOT = "/usr/lib/postgresql";
const versions = existsSync(ROOT)
  ? readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, "bin", "postgres")))
  : [];
const folder = mkdtempSync(join(tmpdir(), "chronoscope-debian-"));
const stops: (() => void)[] = [];
afterAll(() => {
  for (const stop of stops) stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startDebian(version: string): Promise<string> {
  const home = join(folder, version);
  const bin = join(ROOT, version, "bin");
  mkdirSync(home);
  chmodSync(folder, 0o755);
  const user = choosePostgresUser([home, bin]);
  if (user.ids) chownSync(home, user.ids.uid, user.ids.gid);
  const init = user.command(join(bin, "initdb"), ["-D", join(home, "data"), "-U", "me", "--no-sync", "-A", "trust"]);
  execFileSync(init.program, init.args, {
    ...(init.uid === undefined ? {} : { uid: init.uid, gid: init.gid }),
    cwd: "/",
  });
  const args = [
    "-D",
    join(home, "data"),
    "-c",
    "listen_addresses=",
    "-c",
    `unix_socket_directories=${home}`,
    "-c",
    "fsync=off",
  ];
  const run = user.command(join(bin, "postgres"), args);
  const ids = run.uid === undefined ? {} : { uid: run.uid, gid: run.gid };
  const server = spawn(run.program, run.args, { ...ids, cwd: "/", stdio: "ignore" });
  stops.push(() => server.kill("SIGQUIT"));
  return `postgresql://me@127.0.0.1:5432/postgres?host=${encodeURIComponent(home)}`;
}

async function connect(connectionString: string): Promise<pg.Client> {
  for (let tries = 1; ; tries++) {
    const client = new pg.Client({ connectionString });
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (tries > 100) throw error;
      await delay(50);
    }
  }
}

describe.skipIf(versions.length === 0)("a database of the user's own", () => {
  it.each(versions)("PostgreSQL %s of Debian takes everything in", async (version) => {
    const connectionString = await startDebian(version);
    const client = await connect(connectionString);
    const dataDirectory = makeDataDirectory();
    const product = await startProduct({ dataDirectory, environment: { DATABASE_URL: connectionString } });
    const load = startLoad(product.otlpHttpUrl, 2);
    await load.acknowledge(5);
    await load.stop();
    const applied = await client.query("SELECT name FROM telemetry.migration ORDER BY name");
    expect(applied.rows.map((row) => row.name)).toContain("0003_heartbeat");
    await expect
      .poll(async () => (await client.query("SELECT role FROM telemetry.heartbeat ORDER BY role")).rows)
      .toEqual([{ role: "ingest" }, { role: "loops" }]);
    await client.end();
    expect(existsSync(join(dataDirectory, "postgres"))).toBe(false);
    product.child.kill("SIGTERM");
    expect((await product.exited).code).toBe(0);
    rmSync(dataDirectory, { recursive: true, force: true });
  });
});
