/** The control plane's migrations: Prisma's table as Prisma would have written it, once, and what people save on top of it. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { createControlPlane } from "../db/controlPlane.ts";
import { projectRoot } from "../store/postgres/migrate.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { migrateControlPlane } from "./prismaMigrations.ts";

const open: FreshDatabase[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.drop()));
});
async function database(empty: boolean): Promise<string> {
  const fresh = await freshDatabase({ empty });
  open.push(fresh);
  return fresh.connectionString;
}

async function rows(connectionString: string, statement: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe("migrateControlPlane", () => {
  it("lets three processes start at once and leaves the row that Prisma would leave", async () => {
    const url = await database(true);
    const done = await Promise.all([1, 2, 3].map(() => migrateControlPlane(url)));
    const [name = ""] = done.flat();
    expect(done.flat().length).toBe(new Set(done.flat()).size);
    const sql = readFileSync(join(projectRoot(), "prisma", "migrations", name, "migration.sql"));
    const found = await rows(url, `SELECT * FROM "_prisma_migrations" ORDER BY migration_name LIMIT 1`);
    expect(found).toMatchObject([
      {
        checksum: createHash("sha256").update(sql).digest("hex"),
        migration_name: name,
        applied_steps_count: 1,
        rolled_back_at: null,
        logs: null,
      },
    ]);
    expect(found[0].finished_at).toBeInstanceOf(Date);
  });

  it("refuses a database of a newer version, and one where Prisma failed half-way", async () => {
    const url = await database(false);
    const insert = (name: string, finished: string) =>
      rows(
        url,
        `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('${name}', 'x', '${name}', ${finished})`,
      );
    await insert("29990101000000_future", "now()");
    await expect(migrateControlPlane(url)).rejects.toThrow(/29990101000000_future.*newer version/);
    await insert("29990102000000_half", "NULL");
    await expect(migrateControlPlane(url)).rejects.toThrow(/29990102000000_half failed half-way/);
  });
});

describe("the control plane", () => {
  it("keeps of a token only its hash", async () => {
    const plane = createControlPlane(await database(false));
    const token = await plane.createAccessToken("laptop", ["ingest"]);
    const [row] = await plane.readAccessTokens();
    expect(row).toMatchObject({ name: "laptop", scopes: ["ingest"], lastUsedMs: null });
    expect(row?.hash).toBe(createHash("sha256").update(token).digest("hex"));
    expect(JSON.stringify(row)).not.toContain(token);
    expect(await plane.revokeAccessToken(row?.id ?? "")).toBe(true);
    expect(await plane.readAccessTokens()).toEqual([]);
    await plane.close();
  });

  it("keeps views by id and lists them by name", async () => {
    const plane = createControlPlane(await database(false));
    const id = await plane.saveView({ name: "b", path: "/traces", query: "service=cart" });
    await plane.saveView({ name: "a", path: "/logs", query: "" });
    expect(await plane.saveView({ id, name: "c", path: "/traces", query: "service=shop" })).toBe(id);
    expect((await plane.readSavedViews(10)).map(({ name, query }) => [name, query])).toEqual([
      ["a", ""],
      ["c", "service=shop"],
    ]);
    expect(await plane.deleteView(id)).toBe(true);
    expect(await plane.deleteView(id)).toBe(false);
    await plane.close();
  });
});
