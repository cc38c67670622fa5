/** Files of a real folder become definitions of a real database, follow it, and go with it. */
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ControlPlane, createControlPlane } from "../../db/controlPlane.ts";
import { readSlo, type StoredSlo } from "../../db/sloBody.ts";
import type { SloBody } from "../../model/slo.ts";
import { createPostgresStore } from "../../store/postgres/postgresStore.ts";
import type { SloTrouble } from "../../store/sloStore.ts";
import { type FreshDatabase, freshDatabase } from "../../testing/database.ts";
import { provisionSlos } from "./provisionSlos.ts";
import { SloFiles } from "./sloFiles.ts";
import { SloShelf } from "./sloShelf.ts";

const sloth = (service: string, name: string, objective: number) => `version: prometheus/v1
service: ${service}
slos:
  - name: ${name}
    objective: ${objective}
    sli: {raw: {error_ratio_query: vector(0)}}
    alerting: {page_alert: {disable: true}, ticket_alert: {disable: true}}
`;

let database: FreshDatabase;
let db: ControlPlane;
let folder: string;
let files: SloFiles;
beforeAll(async () => {
  database = await freshDatabase();
  db = createControlPlane(database.connectionString);
  folder = await mkdtemp(join(tmpdir(), "slos-"));
  files = new SloFiles(folder);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await db.close();
  await database.drop();
});

const slos = async () => (await db.readDefinitions("slo")).flatMap((definition) => readSlo(definition).slo ?? []);
const shown = async () =>
  (await slos()).map(({ name, objective, file, revision }) => [name, objective, file, revision]);

/** Null: the folder did not change. */
async function follow(): Promise<readonly SloTrouble[] | null> {
  const read = await files.refresh();
  return read && (await provisionSlos(db, read, await slos())).troubles;
}
const write = (file: string, text: string) => writeFile(join(folder, file), text);

it("makes, changes and deletes SLOs with their files, and gives a name once", async () => {
  const { name: _name, ...mine } = (await new SloFilesOf(sloth("cart", "mine", 90)).only()) as StoredSlo;
  const body = { ...mine, name: "cart-mine", file: null, isEnabled: true };
  await db.saveDefinition({ kind: "slo", name: "cart-mine", body, author: "ann" });

  await write("a.yml", sloth("shop", "one", 99));
  await write("b.yml", sloth("cart", "mine", 95));
  expect(await follow()).toMatchObject([
    { slo: "cart-mine", file: "b.yml", message: expect.stringMatching(/console/) },
  ]);
  expect(await follow()).toBeNull();
  const [console, one] = await shown();
  expect([console, one]).toEqual([
    ["cart-mine", 0.9, null, 1],
    ["shop-one", 0.99, "a.yml", 1],
  ]);

  await write("a.yml", sloth("shop", "one", 99.9));
  await write("b.yml", sloth("shop", "one", 95));
  const [twice] = (await follow()) ?? [];
  expect(twice).toMatchObject({ file: "b.yml", message: expect.stringMatching(/shop-one.*a\.yml/) });
  expect(await shown()).toEqual([console, ["shop-one", 0.999, "a.yml", 2]]);

  // A file that is refused changes nothing; the same text again makes no new revision.
  await rm(join(folder, "b.yml"));
  await write("a.yml", "slos: [");
  expect(await follow()).toMatchObject([{ file: "a.yml", line: expect.any(Number) }]);
  await write("a.yml", sloth("shop", "one", 99.9));
  expect(await follow()).toEqual([]);
  expect(await shown()).toEqual([console, ["shop-one", 0.999, "a.yml", 2]]);

  await rm(join(folder, "a.yml"));
  expect(await follow()).toEqual([]);
  expect(await shown()).toEqual([console]);
});

it("deletes nothing when the folder cannot be read, and says so", async () => {
  await write("a.yml", sloth("shop", "one", 99));
  await follow();
  const before = await shown();
  await rm(folder, { recursive: true });
  expect(await follow()).toMatchObject([{ message: expect.stringMatching(/cannot be read/) }]);
  expect(await shown()).toEqual(before);
});

it("takes a file's SLO once its name is free, though the file did not change", async () => {
  const own = await mkdtemp(join(tmpdir(), "slos-"));
  await writeFile(join(own, "free.yml"), sloth("free", "name", 99));
  const store = createPostgresStore({ connectionString: database.connectionString });
  const body = { ...(await new SloFilesOf(sloth("free", "name", 90)).only()), file: null, isEnabled: true };
  const { id } = await db.saveDefinition({ kind: "slo", name: "free-name", body, author: "ann" });
  const shelf = new SloShelf({ store, db, tenant: 1, now: Date.now, provisioning: { folder: own } });
  const problems = async () => {
    await shelf.refresh();
    await shelf.tellProblems();
    return store.readSloProblems({ tenant: 1 });
  };
  expect(await problems()).toMatchObject([{ slo: "free-name", file: "free.yml" }]);
  await db.deleteDefinition({ kind: "slo", id, author: "ann" });
  expect(await problems()).toEqual([]);
  expect(shelf.entries.map(({ slo }) => [slo.name, slo.file, slo.objective])).toContainEqual([
    "free-name",
    "free.yml",
    0.99,
  ]);
  await rm(own, { recursive: true });
  await store.close();
});

it("understands the demo's own files whole, each with an indicator whose requests can be shown", async () => {
  const found = await new SloFiles(join(import.meta.dirname, "../../../demo/slos")).refresh();
  expect(found?.troubles).toEqual([]);
  expect(found?.slos.map(({ body }) => body.name).sort()).toEqual([
    "carts-are-kept",
    "checkouts-succeed",
    "payments-within-1s",
    "search-within-500ms",
    "shop-answers",
    "sign-in-succeeds",
    "storefront-is-up",
  ]);
  for (const { body } of found?.slos ?? []) expect(body.indicator).toHaveProperty("subject.service", body.service);
});

const REFERENCE = join(import.meta.dirname, "../../../../shared/data/slo");

it.skipIf(!existsSync(REFERENCE))(
  "takes files that others wrote, each as it can be read again (skipped: no reference data)",
  async () => {
    const found = await new SloFiles(REFERENCE).refresh();
    expect(found?.slos.length).toBeGreaterThan(20);
    const read = found ?? expect.unreachable();
    const before = (await slos()).length;
    await provisionSlos(db, read, await slos());
    const saved = await db.readDefinitions("slo");
    expect(saved.flatMap((definition) => readSlo(definition).problem ?? [])).toEqual([]);
    expect(saved.length).toBeGreaterThanOrEqual(Math.max(before, new Set(read.slos.map(({ body }) => body.name)).size));
    const { hasChanged } = await provisionSlos(db, read, await slos());
    expect(hasChanged).toBe(false);
  },
);

/** One SLO out of a text, by a folder of its own. */
class SloFilesOf {
  constructor(private readonly text: string) {}
  async only(): Promise<SloBody | undefined> {
    const own = await mkdtemp(join(tmpdir(), "slo-"));
    await writeFile(join(own, "one.yml"), this.text);
    const read = await new SloFiles(own).refresh();
    await rm(own, { recursive: true });
    return read?.slos[0]?.body;
  }
}
