/**
 * Connections for questions and maintenance. A connection that dies while somebody holds it fails its query; without a listener of
 * its own its error would end the whole process, since pg's pool listens only to those that nobody holds.
 */
import pg from "pg";

export interface ReadPoolOptions {
  readonly connectionString: string;
  readonly poolSize?: number;
  readonly statementTimeoutMs?: number;
}

export function openReadPool(options: ReadPoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.poolSize ?? 6,
    application_name: "chronoscope read",
    connectionTimeoutMillis: 5000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
  });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
