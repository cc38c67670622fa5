/** The real ingest role in a process of its own, for the bench: settings from the environment; tells its ports over IPC, ends on SIGTERM. */
import { createAccess } from "../server/access/access.ts";
import { readConfig } from "../server/config.ts";
import { startIngest } from "../server/ingest/ingestRole.ts";
import { createLog } from "../server/log.ts";
import { createPostgresStore } from "../server/store/postgres/postgresStore.ts";

const config = readConfig(process.env);
const store = createPostgresStore({ connectionString: config.databaseUrl ?? "" });
const access = createAccess(config, async () => []);
const lingerMs = process.env.BENCH_LINGER_MS ? Number(process.env.BENCH_LINGER_MS) : undefined;
const role = await startIngest({ config, store, log: createLog("ingest", "warn"), access, lingerMs });
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss(), metrics: role.metrics() });
});
process.on("SIGTERM", () => {
  void role.drain().then(async () => {
    await store.close();
    process.exit(0);
  });
});
process.send?.({ ports: role.ports });
