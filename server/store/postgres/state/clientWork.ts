/** Work of the history on a connection of the pool of its own: plain, or in a transaction that ends with it. */
import type pg from "pg";
import { inTransaction } from "../writerConnection.ts";

/** Writing a long history takes longer than a reader may. */
const WRITE_LIMIT = "SET LOCAL statement_timeout = '5min'";

export async function onClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isWhole = false;
  try {
    const answer = await work(client);
    isWhole = true;
    return answer;
  } finally {
    // What was cut short may be in the middle of a COPY or of a transaction.
    client.release(!isWhole);
  }
}

/** Anything thrown rolls it back. */
export async function writing<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  const answer = await inTransaction(client, async () => {
    await client.query(WRITE_LIMIT);
    return { value: await work() };
  });
  if (answer === null) throw new Error("A transaction ended without an answer.");
  return answer.value;
}
