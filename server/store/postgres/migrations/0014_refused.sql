-- Addresses of an e-mail that did not take it while others did: an attempt more goes to them alone.
ALTER TABLE telemetry.notification_delivery ADD COLUMN refused text[] NOT NULL DEFAULT '{}';
