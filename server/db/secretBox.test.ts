/** Secrets in the database: they come back, nobody reads them there, and a key may be changed or lost. */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { type ControlPlane, createControlPlane } from "./controlPlane.ts";
import { readNotifications } from "./notificationBody.ts";
import { createSecretBox } from "./secretBox.ts";

const boxOf = (...keys: Uint8Array[]) => createSecretBox(() => keys);
const ours = randomBytes(32);
const older = randomBytes(32);
const away = createSecretBox(() => {
  throw new Error("away");
});

describe("a sealed text", () => {
  it("comes back as it was, for the purpose it was sealed for, and never looks the same twice", () => {
    const box = boxOf(ours);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const sealed = box.seal(text, "receiver url");
        expect(box.open(sealed, "receiver url")).toBe(text);
        expect(box.open(sealed, "receiver password")).toBeNull();
        expect(box.seal(text, "receiver url")).not.toBe(sealed);
      }),
    );
  });

  it("opens by no other key, nor once a bit of it was changed, nor without any key", () => {
    const sealed = boxOf(ours).seal("token", "p");
    const bytes = Buffer.from(sealed.slice("sealed:v1:".length), "base64url");
    for (let at = 0; at < bytes.length; at++) {
      const forged = Buffer.from(bytes);
      forged.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      expect(boxOf(ours).open(`sealed:v1:${forged.toString("base64url")}`, "p")).toBeNull();
    }
    expect(boxOf(older).open(sealed, "p")).toBeNull();
    expect(away.open(sealed, "p")).toBeNull();
    expect(() => away.seal("token", "p")).toThrow("away");
    for (const odd of ["", "token", "sealed:v1:", "sealed:v1:AAAA"]) expect(boxOf(ours).open(odd, "p")).toBeNull();
  });
});

describe("secrets of receivers", () => {
  let database: FreshDatabase;
  const planes: ControlPlane[] = [];
  const plane = (...keys: Uint8Array[]) => {
    const made = createControlPlane(database.connectionString, keys.length > 0 ? boxOf(...keys) : null);
    planes.push(made);
    return made;
  };
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(async () => {
    await Promise.all(planes.map((one) => one.close()));
    await database.drop();
  });
  const stored = async () => {
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    const { rows } = await client.query<{ body: string }>("SELECT body::text FROM definition ORDER BY revision");
    await client.end();
    return rows.map(({ body }) => body);
  };
  const SECRETS = /token-secret|whsec_|key-secret|pass-secret/;
  const hook = {
    kind: "webhook",
    sendResolved: true,
    url: "https://x/token-secret",
    maxAlerts: 0,
    signingSecret: "whsec_A",
  };
  const pager = { kind: "pagerduty", sendResolved: true, url: "https://p", routingKey: "key-secret" };
  const mail = {
    ...{ kind: "email", sendResolved: true, to: ["a@b"], from: "c@d", server: "smtp://m" },
    ...{ username: "me", password: "pass-secret" },
  };
  const body = { receivers: [{ name: "ops", integrations: [hook, pager, mail] }], odd: [1, { two: null }] };
  const bodyOf = async (db: ControlPlane) => (await db.readDefinitions("notifications"))[0]?.body;

  it("are sealed where an installation kept them as they are, in every revision, and lie open nowhere then", async () => {
    const before = plane();
    const { id } = await before.saveDefinition({ kind: "notifications", name: "default", body, author: "a" });
    await before.saveDefinition({ kind: "notifications", id, name: "default", body, author: "a" });
    expect((await stored()).join()).toMatch(SECRETS);
    const db = plane(older);
    expect(await bodyOf(db)).toEqual(body);
    expect(await db.sealSecrets()).toBe(2);
    expect(await db.sealSecrets()).toBe(0);
    expect((await stored()).join()).not.toMatch(SECRETS);
    expect((await db.readRevisions("notifications", id)).map((one) => one.body)).toEqual([body, body]);
    const saved = await db.saveDefinition({ kind: "notifications", id, name: "default", body, author: "a" });
    expect(saved.body).toEqual(body);
    expect((await stored()).join()).not.toMatch(SECRETS);
  });

  it("go over to a new key while the old one is still here", async () => {
    expect(await plane(ours, older).sealSecrets()).toBe(3);
    expect(await bodyOf(plane(ours))).toEqual(body);
    expect(JSON.stringify(await bodyOf(plane(older)))).not.toMatch(SECRETS);
  });

  it("are said to be lost with their key, by the receiver's name, and are there again when the key is", async () => {
    const lost = plane(older);
    const read = readNotifications(await bodyOf(lost));
    expect(read.problems.join()).toMatch(/Secrets of the receiver "ops" cannot be read.*Bring it back/);
    expect(read.settings.receivers).toHaveLength(1);
    const [definition] = await lost.readDefinitions("notifications");
    const { id, body: sealed } = definition ?? { id: "", body: null };
    await lost.saveDefinition({ kind: "notifications", id, name: "default", body: sealed, author: "a" });
    expect(await lost.sealSecrets()).toBe(0);
    expect(await bodyOf(plane(ours))).toEqual(body);
  });
});
