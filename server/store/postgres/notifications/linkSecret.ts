/** The secret that links are signed with: whoever asks first makes it, and everybody gets the same. */
import { randomBytes } from "node:crypto";
import type pg from "pg";

const SECRET_BYTES = 32;

export async function readLinkSecret(pool: pg.Pool, tenant: number): Promise<Uint8Array> {
  const made = "INSERT INTO telemetry.notification_link_secret (tenant, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING";
  await pool.query(made, [tenant, randomBytes(SECRET_BYTES)]);
  const { rows } = await pool.query<{ secret: Uint8Array }>(
    "SELECT secret FROM telemetry.notification_link_secret WHERE tenant = $1",
    [tenant],
  );
  const [row] = rows;
  if (!row) throw new Error("The secret of links was deleted while it was read.");
  return new Uint8Array(row.secret);
}
