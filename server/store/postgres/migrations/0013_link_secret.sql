-- What links in messages are signed with: random, made once, known to this installation alone.
CREATE TABLE telemetry.notification_link_secret (
  tenant int2 PRIMARY KEY,
  secret bytea NOT NULL
);
