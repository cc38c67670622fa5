-- Who is alive: one row per running process, written every second. Unlogged: a crash of the database empties it, and a second
-- later it is true again.
CREATE UNLOGGED TABLE telemetry.heartbeat (
  role text NOT NULL,
  instance text NOT NULL,
  pid integer NOT NULL,
  started_at timestamptz NOT NULL,
  beat_at timestamptz NOT NULL,
  status jsonb NOT NULL,
  -- Prometheus text exposition of the process.
  metrics text NOT NULL,
  PRIMARY KEY (role, instance)
) WITH (fillfactor = 50);
