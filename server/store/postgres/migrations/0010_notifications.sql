-- Notifications (server/store/notificationStore.ts): what each receiver was told last about each group, and the outbox. All instants are
-- Unix ms. `group_hash` and `lane` are SHA-256 of receiver and group key (and integration): those may be longer than an index takes.

CREATE TABLE telemetry.notification_standing (
  tenant     int2 NOT NULL,
  group_hash bytea NOT NULL,
  standing   text NOT NULL, -- JSON
  PRIMARY KEY (tenant, group_hash)
) WITH (fillfactor = 70);

CREATE TABLE telemetry.notification_delivery (
  id           int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  created_ms   int8 NOT NULL,
  due_ms       int8, -- null: it is over
  lease_ms     int8, -- until then somebody is sending it
  sent_ms      int8,
  integration  int4 NOT NULL,
  attempts     int4 NOT NULL DEFAULT 0,
  tenant       int2 NOT NULL,
  lane         bytea NOT NULL, -- receiver, integration, group
  state_hash   bytea NOT NULL,
  receiver     text NOT NULL,
  kind         text NOT NULL,
  state        text NOT NULL,
  fingerprints text[] NOT NULL,
  notification text NOT NULL, -- JSON
  last_error   text,
  UNIQUE (tenant, lane, state_hash)
) WITH (fillfactor = 80);
CREATE INDEX notification_delivery_due ON telemetry.notification_delivery (tenant, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX notification_delivery_lane ON telemetry.notification_delivery (tenant, lane) WHERE due_ms IS NOT NULL;
CREATE INDEX notification_delivery_created ON telemetry.notification_delivery (tenant, created_ms);

-- Addresses (their hash) that said they are gone.
CREATE TABLE telemetry.notification_disabled (
  since_ms int8 NOT NULL,
  tenant   int2 NOT NULL,
  address  text NOT NULL,
  why      text NOT NULL,
  PRIMARY KEY (tenant, address)
);
