-- Derived series (DESIGN §4, "Counted once"): what each flush adds, and the tiers into which that is folded.
-- Instants are `bucket`s: steps of 10 s since the Unix epoch (`to_timestamp(bucket * 10)`); a tier's bucket is the first of its step.
-- Payloads are packed as server/model/increments.ts says; SQL sees keys only.

-- One row per flush, inserted in the flush's own transaction:
--   INSERT INTO telemetry.derived_increment (tenant, slot, payload) VALUES (...)
-- The rest are defaults. A ring of eight hours by the time of the transaction: no partition is ever missing, and one that
-- was folded and is an hour old is emptied by TRUNCATE (server/store/postgres/derived/partitions.ts).
CREATE SEQUENCE telemetry.derived_increment_id;
CREATE TABLE telemetry.derived_increment (
  xid          xid8  NOT NULL DEFAULT pg_current_xact_id(),
  increment_id int8  NOT NULL DEFAULT nextval('telemetry.derived_increment_id'),
  at           timestamptz NOT NULL DEFAULT now(),
  tenant       int2  NOT NULL,
  slot         int2  NOT NULL,
  ring         int2  NOT NULL DEFAULT (extract(epoch FROM now())::int8 / 3600 % 8)::int2,
  payload      bytea NOT NULL
) PARTITION BY LIST (ring);
-- Folding goes by (xid, increment_id): ids are no order of commits, but below the oldest running transaction nothing can appear.
CREATE INDEX derived_increment_fold ON telemetry.derived_increment (tenant, slot, xid, increment_id);
CREATE TABLE telemetry.derived_increment_0 PARTITION OF telemetry.derived_increment FOR VALUES IN (0);
CREATE TABLE telemetry.derived_increment_1 PARTITION OF telemetry.derived_increment FOR VALUES IN (1);
CREATE TABLE telemetry.derived_increment_2 PARTITION OF telemetry.derived_increment FOR VALUES IN (2);
CREATE TABLE telemetry.derived_increment_3 PARTITION OF telemetry.derived_increment FOR VALUES IN (3);
CREATE TABLE telemetry.derived_increment_4 PARTITION OF telemetry.derived_increment FOR VALUES IN (4);
CREATE TABLE telemetry.derived_increment_5 PARTITION OF telemetry.derived_increment FOR VALUES IN (5);
CREATE TABLE telemetry.derived_increment_6 PARTITION OF telemetry.derived_increment FOR VALUES IN (6);
CREATE TABLE telemetry.derived_increment_7 PARTITION OF telemetry.derived_increment FOR VALUES IN (7);
ALTER TABLE telemetry.derived_increment_0 ALTER payload SET STORAGE EXTERNAL;
ALTER TABLE telemetry.derived_increment_1 ALTER payload SET STORAGE EXTERNAL;
ALTER TABLE telemetry.derived_increment_2 ALTER payload SET STORAGE EXTERNAL;
ALTER TABLE telemetry.derived_increment_3 ALTER payload SET STORAGE EXTERNAL;
ALTER TABLE telemetry.derived_increment_4 ALTER payload SET STORAGE EXTERNAL;
ALTER TABLE telemetry.derived_increment_5 ALTER payload SET STORAGE EXTERNAL;
ALTER TABLE telemetry.derived_increment_6 ALTER payload SET STORAGE EXTERNAL;
ALTER TABLE telemetry.derived_increment_7 ALTER payload SET STORAGE EXTERNAL;

-- Up to where a slot's increments are in the tiers. Moved in the very transaction that writes them.
CREATE TABLE telemetry.fold_cursor (
  tenant       int2 NOT NULL,
  slot         int2 NOT NULL,
  xid          xid8 NOT NULL,
  increment_id int8 NOT NULL,
  PRIMARY KEY (tenant, slot)
);

-- kind 1: a service, 2: edges by their client, 3: log records of a service, 4: instances of a service (tiers of 5 min and 1 h).
-- `head` is a service's sum of requests, read without its operations; null for the other kinds.
CREATE TABLE telemetry.tier_10s (
  bucket  int4 NOT NULL,
  tenant  int2 NOT NULL,
  slot    int2 NOT NULL,
  kind    int2 NOT NULL,
  subject text COLLATE "C" NOT NULL,
  head    bytea,
  body    bytea NOT NULL,
  PRIMARY KEY (tenant, slot, kind, bucket, subject)
) PARTITION BY RANGE (bucket);
ALTER TABLE telemetry.tier_10s ALTER head SET STORAGE MAIN, ALTER body SET STORAGE EXTERNAL;
CREATE TABLE telemetry.tier_1m (LIKE telemetry.tier_10s INCLUDING STORAGE,
  PRIMARY KEY (tenant, slot, kind, bucket, subject)) PARTITION BY RANGE (bucket);
CREATE TABLE telemetry.tier_5m (LIKE telemetry.tier_10s INCLUDING STORAGE,
  PRIMARY KEY (tenant, slot, kind, bucket, subject)) PARTITION BY RANGE (bucket);
CREATE TABLE telemetry.tier_1h (LIKE telemetry.tier_10s INCLUDING STORAGE,
  PRIMARY KEY (tenant, slot, kind, bucket, subject)) PARTITION BY RANGE (bucket);

-- Every distinct resource, found by the hash of its bytes. Names hold no NUL (U+FFFD stands for it).
CREATE TABLE telemetry.resource (
  first_seen  timestamptz NOT NULL,
  last_seen   timestamptz NOT NULL,
  tenant      int2 NOT NULL,
  slot        int2 NOT NULL,
  hash        bytea NOT NULL,
  service     text NOT NULL,
  instance    text NOT NULL,
  version     text NOT NULL,
  environment text NOT NULL,
  region      text NOT NULL,
  zone        text NOT NULL,
  host        text NOT NULL,
  bytes       bytea NOT NULL,
  PRIMARY KEY (tenant, slot, hash)
);
