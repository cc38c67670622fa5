-- The history of the system (DESIGN §1.3; server/store/stateStore.ts): events with the time they were true and the times they were known,
-- snapshots of what they fold to, and frames of numbers beside them. All instants are Unix ms.
-- What grows is partitioned by time (server/store/postgres/state/partitions.ts); retention drops partitions.

-- One row per tenant, locked by whoever writes its history, so that `known_ms` never runs backwards and versions have an order.
CREATE TABLE telemetry.state_history (
  tenant        int2 PRIMARY KEY,
  version       int8 NOT NULL DEFAULT 0, -- bumped by each change of events
  known_ms      int8 NOT NULL DEFAULT 0, -- the latest knowledge there is
  kept_since_ms int8,                    -- events before this are gone; the snapshot there stands for them
  -- The last changes as pairs (version, earliest instant that changed), so that readers forget no more than they must.
  changes       int8[] NOT NULL DEFAULT '{}'
);

CREATE TABLE telemetry.state_cursor (
  until_ms   int8 NOT NULL,
  tenant     int2 NOT NULL,
  derivation int2 NOT NULL,
  memo       text NOT NULL, -- JSON
  PRIMARY KEY (tenant, derivation)
);

-- Ids of things as numbers. Found by hash, since an id may be longer than an index takes.
CREATE TABLE telemetry.state_thing (
  thing  int4 GENERATED ALWAYS AS IDENTITY,
  tenant int2 NOT NULL,
  hash   bytea NOT NULL, -- the first 16 bytes of SHA-256
  id     text NOT NULL,
  PRIMARY KEY (tenant, thing),
  UNIQUE (tenant, hash)
);

-- What was reported under a key of its sender.
CREATE TABLE telemetry.state_dedupe (
  at_ms    int8 NOT NULL,
  event_id int8 NOT NULL,
  tenant   int2 NOT NULL,
  hash     bytea NOT NULL,
  PRIMARY KEY (tenant, hash)
);

CREATE SEQUENCE telemetry.state_event_id;
-- patch, prev and words (title and detail) are packed: server/store/postgres/state/packedPatch.ts.
CREATE TABLE telemetry.state_event (
  at_ms        int8 NOT NULL,
  known_ms     int8 NOT NULL,
  event_id     int8 NOT NULL DEFAULT nextval('telemetry.state_event_id'),
  hash         int8 NOT NULL, -- of all that is said, to tell equal ones without reading it
  thing        int4 NOT NULL,
  tenant       int2 NOT NULL,
  derivation   int2 NOT NULL,
  kind         int2 NOT NULL,
  rank         int2 NOT NULL,
  problem      bool NOT NULL,
  patch        bytea NOT NULL,
  prev         bytea NOT NULL,
  words        bytea NOT NULL,
  retracted_ms int8 -- null while it stands
) PARTITION BY RANGE (at_ms);
-- Those that stand, by their order (and counted without reading rows), by thing, by kind, and the problems among them.
CREATE INDEX state_event_order ON telemetry.state_event (tenant, at_ms, rank, kind, problem) WHERE retracted_ms IS NULL;
CREATE INDEX state_event_thing ON telemetry.state_event (tenant, thing, at_ms, rank) WHERE retracted_ms IS NULL;
CREATE INDEX state_event_kind ON telemetry.state_event (tenant, kind, at_ms, rank) WHERE retracted_ms IS NULL;
CREATE INDEX state_event_problem ON telemetry.state_event (tenant, at_ms, rank, kind) WHERE retracted_ms IS NULL AND problem;
-- Those that were taken back: only questions about earlier knowledge read them.
CREATE INDEX state_event_retracted ON telemetry.state_event (tenant, at_ms, rank) WHERE retracted_ms IS NOT NULL;

-- The fold of all events before at_ms, as known at known_ms; from dirty_ms on it is known to be otherwise.
CREATE TABLE telemetry.state_snapshot (
  at_ms    int8 NOT NULL,
  known_ms int8 NOT NULL,
  dirty_ms int8,
  tenant   int2 NOT NULL,
  codec    int2 NOT NULL,
  payload  bytea NOT NULL
) PARTITION BY RANGE (at_ms);
ALTER TABLE telemetry.state_snapshot ALTER payload SET STORAGE EXTERNAL;
CREATE INDEX state_snapshot_at ON telemetry.state_snapshot (tenant, at_ms, known_ms);

-- Numbers of all things at one instant; how many services fail and so on beside them, so that a strip opens no payload.
CREATE TABLE telemetry.state_frame_10s (
  at_ms    int8 NOT NULL,
  failed   int4 NOT NULL,
  degraded int4 NOT NULL,
  healthy  int4 NOT NULL,
  worst    int4, -- a thing
  tenant   int2 NOT NULL,
  codec    int2 NOT NULL,
  payload  bytea NOT NULL,
  PRIMARY KEY (tenant, at_ms)
) PARTITION BY RANGE (at_ms);
ALTER TABLE telemetry.state_frame_10s ALTER payload SET STORAGE EXTERNAL;
CREATE TABLE telemetry.state_frame_1m (LIKE telemetry.state_frame_10s INCLUDING STORAGE, PRIMARY KEY (tenant, at_ms))
  PARTITION BY RANGE (at_ms);
CREATE TABLE telemetry.state_frame_10m (LIKE telemetry.state_frame_10s INCLUDING STORAGE, PRIMARY KEY (tenant, at_ms))
  PARTITION BY RANGE (at_ms);
