/**
 * The token of the first start: random, in a file that only the owner may read, and known to the database by its SHA-256. It opens
 * every door when the host is wider than loopback.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

export interface FirstStartToken {
  readonly path: string;
  /** True when it was made now. */
  readonly fresh: boolean;
}

/** Makes the token unless the file is there, and makes sure that this database knows it. */
export async function ensureFirstStartToken(directory: string, connectionString: string): Promise<FirstStartToken> {
  const path = join(directory, "first-start-token");
  const fresh = !existsSync(path);
  if (fresh) writeFileSync(path, `chr_${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  const hash = createHash("sha256").update(readFileSync(path, "utf8").trim()).digest("hex");
  const client = new pg.Client({ connectionString });
  // A connection that dies fails its query; its event alone would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(
      `INSERT INTO access_token (id, name, hash, scopes) VALUES ($1, 'first start', $2, ARRAY['admin']) ON CONFLICT (hash) DO NOTHING`,
      [randomUUID(), hash],
    );
  } finally {
    await client.end();
  }
  return { path, fresh };
}
