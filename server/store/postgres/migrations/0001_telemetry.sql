-- Telemetry in blocks (server/store/block). One table per signal with the same columns, so that partitions, following, compaction
-- and retention are one code for all three. Everything is partitioned by `step`: six hours UTC, numbered from the Unix epoch;
-- ingest makes a partition when it is missing, the leader of `loops` makes them ahead, retention drops them. No default partition.
-- Every key leads with tenant, then slot (the ingest process that wrote), so that a distributed engine can place by them.
-- Compressed bytes are stored EXTERNAL: out of line, never compressed again, and a range of them can be read by itself.

CREATE SCHEMA IF NOT EXISTS telemetry;

-- Block ids are taken in ranges of 1,024, so they are unique but in no order of commits; (xid, block_id) is.
CREATE SEQUENCE telemetry.block_id INCREMENT 1024 MINVALUE 1024 START 1024;

CREATE TABLE telemetry.span_block (
  block_id     int8   NOT NULL,
  xid          xid8   NOT NULL DEFAULT pg_current_xact_id(),
  stored_at    timestamptz NOT NULL DEFAULT now(),
  t_min        int8   NOT NULL, -- Unix ns of the earliest and latest record
  t_max        int8   NOT NULL,
  max_duration int8   NOT NULL, -- ns
  step         int4   NOT NULL,
  n            int4   NOT NULL,
  n_error      int4   NOT NULL,
  tenant       int2   NOT NULL,
  slot         int2   NOT NULL,
  origin       int2   NOT NULL, -- 0 as it arrived, 1 compacted
  codec        int2   NOT NULL, -- 0 none, 1 brotli, 2 zstd
  layout       int2   NOT NULL,
  summary      bytea  NOT NULL, -- per service: records, errors, longest
  chunks       bytea  NOT NULL, -- where the chunks of `rest` lie
  tokens       bytea  NOT NULL, -- split-block Bloom filter
  ids          bytea  NOT NULL,
  hot          bytea  NOT NULL,
  rest         bytea  NOT NULL
) PARTITION BY RANGE (step);
ALTER TABLE telemetry.span_block
  ALTER summary SET STORAGE MAIN, ALTER chunks SET STORAGE MAIN,
  ALTER tokens SET STORAGE EXTERNAL, ALTER ids SET STORAGE EXTERNAL,
  ALTER hot SET STORAGE EXTERNAL, ALTER rest SET STORAGE EXTERNAL;
CREATE INDEX span_block_id ON telemetry.span_block (tenant, slot, block_id);
CREATE INDEX span_block_time ON telemetry.span_block (tenant, slot, t_max);
CREATE INDEX span_block_follow ON telemetry.span_block (tenant, slot, xid, block_id) WHERE origin = 0;

CREATE TABLE telemetry.log_block (LIKE telemetry.span_block INCLUDING DEFAULTS INCLUDING STORAGE) PARTITION BY RANGE (step);
CREATE INDEX log_block_id ON telemetry.log_block (tenant, slot, block_id);
CREATE INDEX log_block_time ON telemetry.log_block (tenant, slot, t_max);
CREATE INDEX log_block_follow ON telemetry.log_block (tenant, slot, xid, block_id) WHERE origin = 0;

CREATE TABLE telemetry.point_block (LIKE telemetry.span_block INCLUDING DEFAULTS INCLUDING STORAGE) PARTITION BY RANGE (step);
CREATE INDEX point_block_id ON telemetry.point_block (tenant, slot, block_id);
CREATE INDEX point_block_time ON telemetry.point_block (tenant, slot, t_max);
CREATE INDEX point_block_follow ON telemetry.point_block (tenant, slot, xid, block_id) WHERE origin = 0;

-- Which blocks hold spans of a trace; the hash only narrows, the block decides.
CREATE TABLE telemetry.trace_index (
  trace_hash int8 NOT NULL,
  block_id   int8 NOT NULL,
  step       int4 NOT NULL,
  tenant     int2 NOT NULL,
  slot       int2 NOT NULL
) PARTITION BY RANGE (step);
CREATE INDEX trace_index_hash ON telemetry.trace_index (tenant, slot, trace_hash);

-- What the ingest processes saw, per second and signal.
CREATE TABLE telemetry.ingest_tally (
  at      timestamptz NOT NULL,
  step    int4 NOT NULL,
  tenant  int2 NOT NULL,
  slot    int2 NOT NULL,
  signal  text NOT NULL,
  tally   jsonb NOT NULL
) PARTITION BY RANGE (step);
CREATE INDEX ingest_tally_at ON telemetry.ingest_tally (tenant, slot, at);

-- The slots that have ever written, so that look-ups can name them.
CREATE TABLE telemetry.ingest_slot (
  tenant int2 NOT NULL,
  slot   int2 NOT NULL,
  PRIMARY KEY (tenant, slot)
);

-- Requests committed of late, so that a request sent again is stored once. A ring of four quarters of an hour; the one that comes
-- next is emptied by TRUNCATE. Around a border a hash is written to both sides, so that two writers cannot both be first.
CREATE TABLE telemetry.request_hash (
  at     timestamptz NOT NULL DEFAULT now(),
  tenant int2 NOT NULL,
  ring   int2 NOT NULL,
  hash   bytea NOT NULL,
  PRIMARY KEY (tenant, ring, hash)
) PARTITION BY LIST (ring);
CREATE TABLE telemetry.request_hash_0 PARTITION OF telemetry.request_hash FOR VALUES IN (0);
CREATE TABLE telemetry.request_hash_1 PARTITION OF telemetry.request_hash FOR VALUES IN (1);
CREATE TABLE telemetry.request_hash_2 PARTITION OF telemetry.request_hash FOR VALUES IN (2);
CREATE TABLE telemetry.request_hash_3 PARTITION OF telemetry.request_hash FOR VALUES IN (3);

-- Metric series: (resource, scope, metric head, kind, attributes), found by content. Outlives every block that cites it.
CREATE TABLE telemetry.series (
  series_id  int8 GENERATED ALWAYS AS IDENTITY,
  tenant     int2 NOT NULL,
  slot       int2 NOT NULL,
  kind       int2 NOT NULL,
  hash       bytea NOT NULL, -- SHA-256 of definition
  name       text NOT NULL,
  service    text NOT NULL,
  definition bytea NOT NULL,
  PRIMARY KEY (tenant, slot, series_id),
  UNIQUE (tenant, slot, hash)
);
CREATE INDEX series_name ON telemetry.series (tenant, slot, name, service);

-- Places that long-lived readers have reached; compaction stays behind them.
CREATE TABLE telemetry.follower (
  tenant  int2 NOT NULL,
  name    text NOT NULL,
  signal  text NOT NULL,
  xid     xid8 NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, name, signal)
);
