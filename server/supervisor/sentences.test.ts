/** What a user reads when a start cannot succeed: one sentence that says what to do, exit code 1, and nothing left running. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { freshDatabase } from "../testing/database.ts";
import { startOldPostgres } from "../testing/oldPostgres.ts";
import { makeDataDirectory, spawnProduct, startProduct } from "../testing/product.ts";
import { findPostgresProcesses } from "./postgresLeftovers.ts";

const folders: string[] = [];
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function dataDirectory(): string {
  const folder = makeDataDirectory();
  folders.push(folder);
  return folder;
}

async function refusal(options: Parameters<typeof spawnProduct>[0]): Promise<string> {
  const { code, stdout, stderr } = await spawnProduct(options).exited;
  expect(stdout).toBe("");
  expect(code).toBe(1);
  const said = stderr.split("\n").filter((line) => line.startsWith("chronoscope: "));
  expect(said).toHaveLength(1);
  return said[0] ?? "";
}

async function takenPort(): Promise<string> {
  const server: Server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  cleanups.push(() => new Promise((done) => server.close(done)));
  const address = server.address();
  return String(typeof address === "object" && address ? address.port : 0);
}

describe("a start that cannot succeed", () => {
  it.each(["PORT", "OTLP_HTTP_PORT", "OTLP_GRPC_PORT"])("names the setting of a taken port: %s", async (setting) => {
    const port = await takenPort();
    const roles = "ingest,loops,web";
    const folder = dataDirectory();
    const said = await refusal({ dataDirectory: folder, roles, environment: { [setting]: port } });
    expect(said).toContain(`Port ${port} for `);
    expect(said).toContain(`set ${setting} to a free port`);
    expect(findPostgresProcesses(join(folder, "postgres", "data"), "none")).toEqual([]);
  });

  it("says that the data directory is a file", async () => {
    const file = join(dataDirectory(), "file");
    writeFileSync(file, "");
    const said = await refusal({ dataDirectory: join(file, "inside") });
    expect(said).toMatch(/is a file, not a folder.*CHRONOSCOPE_DATA_DIR/);
  });

  it("says that the database cannot be reached, without its password", async () => {
    const DATABASE_URL = "postgresql://me:secret@127.0.0.1:1/nothing";
    const said = await refusal({ dataDirectory: dataDirectory(), environment: { DATABASE_URL } });
    expect(said).toMatch(/127\.0\.0\.1:1\/nothing cannot be reached .*check DATABASE_URL/);
    expect(said).not.toContain("secret");
  });

  it("says that the database is newer than the code", async () => {
    const database = await freshDatabase();
    cleanups.push(database.drop);
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    await client.query("INSERT INTO telemetry.migration (name, checksum) VALUES ('9999_future', 'x')");
    await client.end();
    const environment = { DATABASE_URL: database.connectionString };
    expect(await refusal({ dataDirectory: dataDirectory(), environment })).toMatch(/9999_future.*newer version/);
  });

  it("says that the server of DATABASE_URL is too old, and changes nothing on it", async () => {
    const old = await startOldPostgres();
    cleanups.push(old.stop);
    const said = await refusal({ dataDirectory: dataDirectory(), environment: { DATABASE_URL: old.url } });
    expect(said).toMatch(/names a PostgreSQL 14; Chronoscope needs 15 or newer\. .*unset DATABASE_URL/);
    expect(said).not.toContain("secret");
    expect(old.asked).toEqual(["SELECT 1", "SHOW server_version_num"]);
  });

  it("refuses the data of another major version and says the way out", async () => {
    const folder = dataDirectory();
    mkdirSync(join(folder, "postgres", "data"), { recursive: true });
    writeFileSync(join(folder, "postgres", "data", "PG_VERSION"), "17\n");
    expect(await refusal({ dataDirectory: folder })).toMatch(/written by PostgreSQL 17.*set DATABASE_URL/);
  });

  it("refuses a second supervisor on one data directory", async () => {
    const folder = dataDirectory();
    const first = await startProduct({ dataDirectory: folder, roles: "loops" });
    cleanups.push(async () => {
      first.child.kill("SIGTERM");
      return first.exited;
    });
    const said = await refusal({ dataDirectory: folder });
    expect(said).toContain(`Another Chronoscope (pid ${first.child.pid}) already runs`);
  });

  it.each([
    [{ PORT: "abc" }, [], /PORT: /],
    [{ CHRONOSCOPE_RETENTION: "soon" }, [], /CHRONOSCOPE_RETENTION is "soon"/],
    [{ CHRONOSCOPE_HOST: "203.0.113.7" }, [], /CHRONOSCOPE_HOST is "203.0.113.7", where this machine cannot listen/],
    [{}, ["--frob"], /"--frob" is not an option/],
    [{ OTLP_HTTP_PORT: "15399", OTLP_GRPC_PORT: "15399" }, [], /both 15399/],
  ])("names a wrong setting or option: %o %o", async (settings, args, sentence) => {
    const environment = { OTLP_HTTP_PORT: "15398", ...settings } as Record<string, string>;
    expect(await refusal({ dataDirectory: dataDirectory(), environment, args })).toMatch(sentence);
  });
});
