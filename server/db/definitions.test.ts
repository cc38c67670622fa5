/** Definitions on a real Postgres: names, revisions, what held at an instant, and two people who save at once. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { type ControlPlane, createControlPlane } from "./controlPlane.ts";

let database: FreshDatabase;
let db: ControlPlane;
beforeAll(async () => {
  database = await freshDatabase();
  db = createControlPlane(database.connectionString);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const draft = (name: string, body: unknown, more: { id?: string; revision?: number } = {}) =>
  ({ kind: "alertRule", name, body, author: "ada", ...more }) as const;
const names = async (atMs?: number) => (await db.readDefinitions("alertRule", atMs)).map(({ name }) => name);
/** The clock of revisions has milliseconds: two of one instant could not be told apart. */
async function untilAfter(ms: number): Promise<void> {
  while (Date.now() <= ms) await new Promise((turn) => setImmediate(turn));
}

describe("definitions", () => {
  it("keep every revision, and each instant has those that were in force then", async () => {
    const beforeMs = Date.now();
    await untilAfter(beforeMs);
    const first = await db.saveDefinition(draft("slow", { forMs: 1 }));
    await untilAfter(first.savedMs);
    const second = await db.saveDefinition(draft("slower", { forMs: 2 }, { id: first.id, revision: 1 }));
    await untilAfter(second.savedMs);
    expect([first.revision, second.revision]).toEqual([1, 2]);
    expect(await db.deleteDefinition({ kind: "alertRule", id: first.id, author: "bob" })).toBe(true);
    expect(await db.deleteDefinition({ kind: "alertRule", id: first.id, author: "bob" })).toBe(false);
    expect(await names(beforeMs)).toEqual([]);
    expect(await names(first.savedMs)).toEqual(["slow"]);
    expect(await names(second.savedMs)).toEqual(["slower"]);
    expect(await names()).toEqual([]);
    expect(await names(Date.now() + 60_000)).toEqual([]);
    const revisions = await db.readRevisions("alertRule", first.id);
    expect(revisions.map(({ revision, body, author, isDeleted }) => [revision, body, author, isDeleted])).toEqual([
      [3, { forMs: 2 }, "bob", true],
      [2, { forMs: 2 }, "ada", false],
      [1, { forMs: 1 }, "ada", false],
    ]);
  });

  it("have names of their own among those of their kind, which a deleted one gives back", async () => {
    const taken = await db.saveDefinition(draft("taken", {}));
    await expect(db.saveDefinition(draft("taken", {}))).rejects.toMatchObject({ code: "CONFLICT" });
    await db.saveDefinition({ ...draft("taken", {}), kind: "silence" });
    const other = await db.saveDefinition(draft("other", {}));
    await expect(db.saveDefinition(draft("taken", {}, { id: other.id }))).rejects.toMatchObject({ code: "CONFLICT" });
    // What was refused left no half behind.
    expect((await db.readRevisions("alertRule", other.id)).map(({ name }) => name)).toEqual(["other"]);
    expect(await names()).toEqual(["other", "taken"]);
    await db.deleteDefinition({ kind: "alertRule", id: taken.id, author: "ada" });
    await db.saveDefinition(draft("taken", {}));
    expect(await names()).toEqual(["other", "taken"]);
  });

  it("refuse to overwrite what somebody else saved meanwhile", async () => {
    const { id } = await db.saveDefinition(draft("shared", { by: "ada" }));
    await db.saveDefinition(draft("shared", { by: "bob" }, { id, revision: 1 }));
    await expect(db.saveDefinition(draft("shared", { by: "eve" }, { id, revision: 1 }))).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await db.readRevisions("alertRule", id)).map(({ body }) => body)).toEqual([{ by: "bob" }, { by: "ada" }]);
  });

  it("let one of two who save at once win, and tell the other", async () => {
    const { id } = await db.saveDefinition(draft("race", {}));
    const tries = await Promise.allSettled(
      ["ada", "bob"].map((author) => db.saveDefinition({ ...draft("race", { author }, { id, revision: 1 }), author })),
    );
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((tries.find(({ status }) => status === "rejected") as PromiseRejectedResult).reason).toMatchObject({
      code: "CONFLICT",
    });
    expect((await db.readRevisions("alertRule", id)).map(({ revision }) => revision)).toEqual([2, 1]);
  });

  it("cannot be changed when there is none", async () => {
    const id = crypto.randomUUID();
    await expect(db.saveDefinition(draft("none", {}, { id, revision: 1 }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await db.deleteDefinition({ kind: "alertRule", id, author: "ada" })).toBe(false);
    expect(await db.readRevisions("alertRule", id)).toEqual([]);
  });
});
