/**
 * Wakes followers when a flush was committed (LISTEN), or after a while when no word came. A hint only: whoever waits looks for
 * himself what there is, so a lost connection costs delay and nothing else.
 */
import pg from "pg";

/** The channel that a flush notifies in its transaction. */
export const FLUSH_CHANNEL = "chronoscope_flush";
const RETRY_MS = 5000;

export class FlushHints {
  private readonly connectionString: string;
  private client: pg.Client | null = null;
  private triedMs = Number.NEGATIVE_INFINITY;
  private readonly waiting = new Set<() => void>();
  private isClosed = false;

  constructor(connectionString: string) {
    this.connectionString = connectionString;
  }

  /** Resolves at the next hint, after `longestMs`, or when `signal` aborts. */
  async wait(longestMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.isClosed) return;
    this.listen();
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, longestMs);
      signal.addEventListener("abort", wake, { once: true });
      this.waiting.add(wake);
    });
  }

  private wakeAll(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private listen(): void {
    if (this.client !== null || performance.now() - this.triedMs < RETRY_MS) return;
    this.triedMs = performance.now();
    const client = new pg.Client({
      connectionString: this.connectionString,
      application_name: "chronoscope follow",
      connectionTimeoutMillis: 5000,
    });
    this.client = client;
    const giveUp = () => {
      if (this.client === client) this.client = null;
      client.end().catch(() => undefined);
    };
    client.on("error", giveUp);
    client.on("notification", () => this.wakeAll());
    client
      .connect()
      .then(() => client.query(`LISTEN ${FLUSH_CHANNEL}`))
      .catch(giveUp);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.wakeAll();
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }
}
