/**
 * The one connection that writes. It is opened when first needed, given up when it fails and opened anew by the next user; users
 * take turns. Commits on it are synchronous whatever the server's default is.
 * Errors: passing troubles as UNAVAILABLE; whatever was open is rolled back by the server.
 */
import pg from "pg";
import { isPassing, storeError } from "./databaseErrors.ts";

export class WriterConnection {
  private readonly connectionString: string;
  private client: pg.Client | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  constructor(connectionString: string) {
    this.connectionString = connectionString;
  }

  /** Runs `work` when everyone before is done. */
  use<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const mine = this.turn.then(() => this.run(work));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async run<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    try {
      return await work(await this.open());
    } catch (error) {
      if (isPassing(error)) await this.giveUp();
      throw storeError(error);
    }
  }

  private async open(): Promise<pg.Client> {
    if (this.client) return this.client;
    if (this.isClosed) throw Object.assign(new Error("The store is closed."), { code: "ECONNRESET" });
    const client = new pg.Client({
      connectionString: this.connectionString,
      application_name: "chronoscope ingest",
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client.on("error", () => {
      if (this.client === client) this.client = null;
    });
    await client.connect();
    await client.query(
      "SET synchronous_commit = on; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = '60s'",
    );
    this.client = client;
    return client;
  }

  private async giveUp(): Promise<void> {
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.turn;
    await this.giveUp();
  }
}

/** Work in a transaction; anything thrown rolls it back, and so does `null` as an answer. A commit may notify a channel. */
export async function inTransaction<T>(
  client: pg.ClientBase,
  work: () => Promise<T | null>,
  notify?: string,
): Promise<T | null> {
  await client.query("BEGIN");
  try {
    const answer = await work();
    const commit = notify ? `NOTIFY ${notify}; COMMIT` : "COMMIT";
    await client.query(answer === null ? "ROLLBACK" : commit);
    return answer;
  } catch (error) {
    if (!isPassing(error)) await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
