-- What cannot be counted or provisioned, as the leader told it last: JSON texts, for whoever asks in another process.
CREATE TABLE telemetry.slo_problems (
  tenant   int2 PRIMARY KEY,
  problems text NOT NULL
) WITH (fillfactor = 50);
