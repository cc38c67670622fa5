-- Alerts (server/store/alertStore.ts): how each stands, every time one fired, and how the rules fared. All instants are Unix ms; texts are
-- JSON. `rule_hash` is the first 16 bytes of SHA-256 of the rule's key, which may be longer than an index takes.

CREATE TABLE telemetry.alert_standing (
  active_ms   int8 NOT NULL,
  tenant      int2 NOT NULL,
  rule_hash   bytea NOT NULL,
  fingerprint text NOT NULL,
  alert       text NOT NULL, -- with its name and where it comes from
  PRIMARY KEY (tenant, rule_hash, fingerprint)
);

-- From firing to the end. Partitioned by week of active_ms (server/store/postgres/alerts/episodePartitions.ts).
CREATE TABLE telemetry.alert_episode (
  active_ms   int8 NOT NULL,
  fired_ms    int8 NOT NULL,
  until_ms    int8 NOT NULL, -- 2^53 - 1 while it is open
  value       float8 NOT NULL,
  tenant      int2 NOT NULL,
  rule_hash   bytea NOT NULL,
  fingerprint text NOT NULL,
  rule_key    text NOT NULL,
  name        text NOT NULL,
  source      text NOT NULL,
  labels      text NOT NULL,
  annotations text NOT NULL,
  evidence    text,
  PRIMARY KEY (tenant, active_ms, fingerprint, rule_hash)
) PARTITION BY RANGE (active_ms);
CREATE INDEX alert_episode_open ON telemetry.alert_episode (tenant, until_ms, fired_ms);
CREATE INDEX alert_episode_fingerprint ON telemetry.alert_episode (tenant, fingerprint, active_ms);
CREATE INDEX alert_episode_rule ON telemetry.alert_episode (tenant, rule_hash, active_ms);

-- Groups of rules as the leader evaluates them, in its order; the one of place -1 holds what was not taken.
CREATE TABLE telemetry.rule_group (
  place      int4 NOT NULL,
  tenant     int2 NOT NULL,
  key_hash   bytea NOT NULL,
  definition text NOT NULL,
  standing   text,
  PRIMARY KEY (tenant, key_hash)
) WITH (fillfactor = 50);
