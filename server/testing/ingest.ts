/**
 * The real ingest on a fresh database and on ports of its own, for tests; and a few requests to send to it.
 * `between` stands between ingest and the store, so that a test can hold appends back or make them fail.
 */
import { createAccess, hashToken } from "../access/access.ts";
import { readConfig } from "../config.ts";
import { type IngestOptions, type IngestRole, startIngest } from "../ingest/ingestRole.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore, TelemetryWriter } from "../store/telemetryStore.ts";
import { type FreshDatabase, freshDatabase } from "./database.ts";

export interface RunningIngest {
  readonly role: IngestRole;
  readonly store: TelemetryStore & TelemetryMaintenance;
  readonly database: FreshDatabase;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** `127.0.0.1:port` */
  readonly grpc: string;
  stop(): Promise<void>;
}

export interface RunIngestOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly between?: (store: TelemetryStore) => TelemetryWriter;
  /** Ask for this token although the host is loopback. */
  readonly token?: string;
  /** Another ingest's database; it is then left as it is. */
  readonly database?: FreshDatabase;
  /** Do not show errors logged: the test makes them. */
  readonly expectDefects?: boolean;
  readonly ingest?: Partial<Pick<IngestOptions, "lingerMs" | "acceptAheadMs" | "patience">>;
}

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Expected trouble stays quiet; a defect is shown, with the test that met it. */
const LOG = { ...QUIET, error: (fields: object, message: string) => console.error(message, fields) };

export async function runIngest(options: RunIngestOptions = {}): Promise<RunningIngest> {
  const database = options.database ?? (await freshDatabase());
  const store = createPostgresStore({ connectionString: database.connectionString });
  const config = readConfig({ OTLP_HTTP_PORT: "0", OTLP_GRPC_PORT: "0", ...options.environment });
  const tokens = options.token ? [{ name: "test", hash: hashToken(options.token), scopes: ["ingest"] }] : [];
  const access = createAccess({ host: options.token ? "0.0.0.0" : "127.0.0.1", insecure: false }, async () => tokens);
  await access.refresh();
  const writer = options.between?.(store) ?? store;
  const role = await startIngest({
    config,
    store: writer,
    log: options.expectDefects ? QUIET : LOG,
    access,
    ...options.ingest,
  });
  return {
    role,
    store,
    database,
    url: `http://127.0.0.1:${role.ports.http}`,
    grpc: `127.0.0.1:${role.ports.grpc}`,
    async stop() {
      await role.drain();
      access.close();
      await store.close();
      if (!options.database) await database.drop();
    },
  };
}
