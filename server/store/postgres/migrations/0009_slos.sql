-- Counts of SLOs (server/store/sloStore.ts). All instants are Unix ms; one row holds an hour of one SLO, minute by minute, packed
-- (server/store/postgres/slos/hourCodec.ts), and is replaced in place while the hour is counted.

CREATE TABLE telemetry.slo_cursor (
  since_ms int8 NOT NULL,
  until_ms int8 NOT NULL,
  rewrites int8 NOT NULL DEFAULT 0,
  number   int4 GENERATED ALWAYS AS IDENTITY,
  revision int4 NOT NULL,
  tenant   int2 NOT NULL,
  slo      text NOT NULL,
  PRIMARY KEY (tenant, slo)
) WITH (fillfactor = 50);

-- Partitioned by 30 days (server/store/postgres/slos/hourPartitions.ts).
CREATE TABLE telemetry.slo_hour (
  at_ms   int8 NOT NULL,
  slo     int4 NOT NULL, -- slo_cursor.number
  tenant  int2 NOT NULL,
  payload bytea NOT NULL,
  PRIMARY KEY (tenant, slo, at_ms)
) PARTITION BY RANGE (at_ms);

-- Which flushes counting has looked at, as history_told for the history: those whose transactions ended before `seen`.
CREATE TABLE telemetry.slo_told (
  until_ms int8 NOT NULL,
  seen     xid8 NOT NULL,
  at       timestamptz NOT NULL,
  tenant   int2 PRIMARY KEY
) WITH (fillfactor = 50);
