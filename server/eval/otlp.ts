/**
 * Kind `otlp`: files are sent as they are through the real OTLP/HTTP port into the real store on an embedded Postgres of its own,
 * read back by id, and compared record by record with what was sent. Retention is wide open there, so that old and future times
 * are kept without changing the data. Each document has a tenant of its own, so that nothing else can hide what is missing.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAccess } from "../access/access.ts";
import { readConfig } from "../config.ts";
import { startIngest } from "../ingest/ingestRole.ts";
import type { Signal } from "../model/columns.ts";
import { migrateTelemetry } from "../store/postgres/migrate.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../store/telemetryStore.ts";
import { startEmbeddedPostgres } from "../supervisor/embeddedPostgres.ts";
import { parseExact } from "./canonical.ts";
import type { CaseResult } from "./cases.ts";
import { type Document, documentsOf, filesBelow } from "./documents.ts";
import { protobufToJson, readBack } from "./readBack.ts";
import { type EvalRecord, recordsOf } from "./records.ts";

const CENTURY_MS = 100 * 365 * 86_400_000;
const CONFIG = readConfig({
  OTLP_HTTP_PORT: "0",
  OTLP_GRPC_PORT: "0",
  CHRONOSCOPE_RETENTION: "36500d",
  CHRONOSCOPE_MAX_ATTRIBUTES: "100000",
  CHRONOSCOPE_MAX_STRING: "64MiB",
});
const LOG = {
  info: () => undefined,
  warn: (fields: object, message: string) => console.error(message, fields),
  error: (fields: object, message: string) => console.error(message, fields),
};
const CONTENT_TYPES = { json: "application/json", protobuf: "application/x-protobuf" } as const;

export async function* evalOtlp(paths: readonly string[]): AsyncGenerator<CaseResult> {
  const directory = mkdtempSync(join(tmpdir(), "chronoscope-eval-"));
  chmodSync(directory, 0o755);
  const postgres = await startEmbeddedPostgres({ directory, log: () => undefined });
  await migrateTelemetry(postgres.connectionString("postgres"));
  const store = createPostgresStore({ connectionString: postgres.connectionString("postgres") });
  try {
    let tenant = 1;
    for (const file of filesBelow(paths)) {
      for (const document of documentsOf(file)) {
        yield "problem" in document
          ? { name: document.name, failures: [document.problem] }
          : { name: document.name, failures: await failuresOf(document, store, tenant++) };
      }
    }
  } finally {
    await store.close();
    await postgres.stop(5_000);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function failuresOf(
  document: Document,
  store: TelemetryStore & TelemetryMaintenance,
  tenant: number,
): Promise<string[]> {
  const access = createAccess(CONFIG, async () => []);
  const role = await startIngest({ config: CONFIG, store, log: LOG, access, tenant, acceptAheadMs: CENTURY_MS });
  try {
    const response = await fetch(`http://127.0.0.1:${role.ports.http}/v1/${document.signal}`, {
      method: "POST",
      headers: { "content-type": CONTENT_TYPES[document.encoding] },
      body: document.body as BodyInit,
    });
    const answer = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200) return [`expected the answer 200, got ${response.status}: ${answer.toString()}`];
    const said = answer.length > 2 ? [`the answer was not a full success: ${answer.toString()}`] : [];
    const sent = onceEach(document.signal, recordsOf(document.signal, requestOf(document)));
    const got = recordsOf(document.signal, await readBack(store, tenant, document.signal, sent));
    return [...said, ...differences(sent, got)];
  } catch (cause) {
    return [cause instanceof Error ? cause.message : String(cause)];
  } finally {
    access.close();
    await role.drain();
  }
}

/** The same span twice is one span; points and log records have no identity, so each of theirs is kept. */
function onceEach(signal: Signal, records: readonly EvalRecord[]): readonly EvalRecord[] {
  return signal === "traces" ? [...new Map(records.map((record) => [record.text, record])).values()] : records;
}

function requestOf({ encoding, signal, body }: Document): unknown {
  return encoding === "json" ? parseExact(new TextDecoder().decode(body)) : protobufToJson(signal, body);
}

/** What was sent and did not come back, beside what came back in its stead. */
function differences(sent: readonly EvalRecord[], got: readonly EvalRecord[]): string[] {
  const left = new Map<string, EvalRecord[]>();
  for (const record of got) left.set(record.text, [...(left.get(record.text) ?? []), record]);
  const missing = sent.filter((record) => !left.get(record.text)?.pop());
  const surplus = [...left.values()].flat();
  const lines = missing.map((record) => {
    const instead = surplus.findIndex((other) => other.label === record.label);
    const [found] = instead >= 0 ? surplus.splice(instead, 1) : [];
    return `${record.label}\n    expected ${record.text}\n    got      ${found?.text ?? "nothing"}`;
  });
  return [...lines, ...surplus.map((record) => `${record.label}\n    expected nothing\n    got      ${record.text}`)];
}
