-- Frames of an hour, so that a month of the system is some hundred of them.
CREATE TABLE telemetry.state_frame_1h (LIKE telemetry.state_frame_10s INCLUDING STORAGE, PRIMARY KEY (tenant, at_ms))
  PARTITION BY RANGE (at_ms);
