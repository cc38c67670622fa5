-- Kinds of rows in the tiers beside those of 0002: 5 a service's requests by region, 6 edges by region, by their client, 7 exceptions
-- of a service.

-- The earliest instant of which something may be told otherwise because of this flush, Unix ms; null when there is none, and in rows of
-- before. What was stored late for the history of the system is the least of these since history was told.
ALTER TABLE telemetry.derived_increment ADD COLUMN touched_ms int8;

-- Up to which instant the history of the system is told, by whichever derivation tells it furthest, and from which transaction on what
-- was stored has not been looked at for being late (server/store/postgres/derived/late.ts).
CREATE TABLE telemetry.history_told (
  tenant   int2 PRIMARY KEY,
  until_ms int8 NOT NULL,
  seen     xid8 NOT NULL DEFAULT '0'
);

-- What was late in increments that were emptied before history was told anew.
CREATE TABLE telemetry.state_late (
  xid     xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at      timestamptz NOT NULL DEFAULT now(),
  from_ms int8 NOT NULL,
  tenant  int2 NOT NULL
);
CREATE INDEX state_late_tenant ON telemetry.state_late (tenant, xid);
