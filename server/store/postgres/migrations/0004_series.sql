-- Metric series in the order in which they became known, for listings that go on where an earlier one ended; when each was seen
-- last, so that what no kept block cites can go; and the metric that a series belongs to, for counting without its definition.
ALTER TABLE telemetry.series
  ADD COLUMN xid     xid8 NOT NULL DEFAULT pg_current_xact_id(),
  ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN metric  bytea; -- kind, temporality, monotonic, scope, head: what metrics are told apart by; absent in older rows
CREATE INDEX series_known ON telemetry.series (tenant, slot, xid);

-- A merge keeps the latest arrival of what it merged, by which samples of one instant are ordered.
COMMENT ON COLUMN telemetry.point_block.stored_at IS 'When it arrived; of a merged block, when the last of its parts did.';
