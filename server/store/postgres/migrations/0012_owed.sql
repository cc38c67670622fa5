-- A delivery that died without being told: its integration is told again at the group's next look (server/routing/dispatch.ts).
ALTER TABLE telemetry.notification_delivery ADD COLUMN is_owed boolean NOT NULL DEFAULT false;
CREATE INDEX notification_delivery_owed ON telemetry.notification_delivery (tenant) WHERE is_owed;
