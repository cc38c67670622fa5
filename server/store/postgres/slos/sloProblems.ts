/** What cannot be counted or provisioned: one row per tenant, replaced as a whole when it changes. */
import type pg from "pg";
import type { SloTrouble } from "../../sloStore.ts";

export async function readProblems(pool: pg.Pool, tenant: number): Promise<readonly SloTrouble[]> {
  const text = "SELECT problems FROM telemetry.slo_problems WHERE tenant = $1";
  const { rows } = await pool.query<{ problems: string }>({ name: "read slo problems", text, values: [tenant] });
  return rows[0] ? (JSON.parse(rows[0].problems) as SloTrouble[]) : [];
}

export async function writeProblems(pool: pg.Pool, tenant: number, problems: readonly SloTrouble[]): Promise<void> {
  // Postgres text holds no NUL.
  const told = JSON.stringify(problems).replaceAll("\\u0000", "\\ufffd");
  await pool.query(
    `INSERT INTO telemetry.slo_problems AS p (tenant, problems) VALUES ($1, $2)
     ON CONFLICT (tenant) DO UPDATE SET problems = excluded.problems WHERE p.problems <> excluded.problems`,
    [tenant, told],
  );
}
