/** The picture of an alert where a token is asked for: by its signed link alone, with the secret of this installation. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignedLinks } from "../access/signedLinks.ts";
import { runtime } from "../runtime.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { alertPictureDoor } from "./alertPictureDoor.ts";

const PATH = "/api/alerts/00000000000000aa/chart.png?at=2026-11-21T12%3A00%3A00.000Z";
let database: FreshDatabase;
const statusOf = async (path: string) => (await alertPictureDoor(new Request(`http://console.example${path}`))).status;

beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  process.env.CHRONOSCOPE_HOST = "0.0.0.0";
});
afterAll(async () => {
  await runtime().close();
  await database.drop();
});

describe("the picture of an alert where a token is asked for", () => {
  it("is looked for when another process signed its link, and is refused otherwise", async () => {
    const { store, access } = runtime();
    expect(access.guarded).toBe(true);
    const sender = createSignedLinks(() => store.readLinkSecret({ tenant: 1 }));
    // There is no such alert: whoever is admitted is told so.
    expect(await statusOf(await sender.sign(PATH, Date.now()))).toBe(404);
    expect(await statusOf(PATH)).toBe(401);
    expect(await statusOf(await sender.sign(PATH, Date.now() - 8 * 86_400_000))).toBe(401);
    const forger = createSignedLinks(async () => new Uint8Array(32));
    expect(await statusOf(await forger.sign(PATH, Date.now()))).toBe(401);
  });
});
