/**
 * Settings of the embedded Postgres: one configuration for everyone, chosen for two cores and a block store that writes large
 * compressed values in few transactions (DESIGN §7). They are given on the command line, so that an upgrade changes them.
 */

/** What ships. Sizes are kept small enough for a laptop and for crash recovery in seconds. */
const SHIPPED: Readonly<Record<string, string>> = {
  shared_buffers: "256MB",
  // A crash replays at most this much before anything is served: measured 85 MB/s with the machine overloaded sixfold, so that
  // half of it (the usual case) stays under 10 s even then.
  max_wal_size: "1GB",
  min_wal_size: "256MB",
  checkpoint_timeout: "5min",
  // Lower than the default: checkpoints come less often for the same worst case of recovery.
  checkpoint_completion_target: "0.7",
  wal_buffers: "16MB",
  // Touches whole-page images only (leaves of the trace index after a checkpoint); blocks are logged as they are.
  wal_compression: "pglz",
  // One server, no replicas: less to write.
  wal_level: "minimal",
  max_wal_senders: "0",
  jit: "off",
  max_connections: "60",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  effective_cache_size: "1GB",
  random_page_cost: "1.1",
  autovacuum_max_workers: "2",
  max_locks_per_transaction: "512",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  log_autovacuum_min_duration: "-1",
  password_encryption: "scram-sha-256",
};

/** For tests: nothing needs to outlive the machine. */
const FLEETING: Readonly<Record<string, string>> = {
  fsync: "off",
  synchronous_commit: "on",
  full_page_writes: "off",
  shared_buffers: "64MB",
  max_wal_size: "256MB",
  min_wal_size: "64MB",
  wal_buffers: "4MB",
  max_connections: "120",
};

/** Arguments for the server. `durable: false` is for tests only: a crash of the machine may destroy the data. */
export function postgresArguments(extra: Readonly<Record<string, string>>, durable: boolean): string[] {
  return Object.entries({ ...SHIPPED, ...(durable ? {} : FLEETING), ...extra }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
}
