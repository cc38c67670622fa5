/** Counts of minutes as they cross the wire (doubles, little-endian, in base64) -> numbers. As server/routers/sloPreview.ts packs them. */
import type { SloCounts } from "../../server/model/slo.ts";
import type { PackedCounts } from "../../server/routers/sloAnswer.ts";

export function unpackCounts({ startMs, bad, valid }: PackedCounts): SloCounts {
  return { startMs, bad: doubles(bad), valid: doubles(valid) };
}

const BYTES = 8;

function doubles(base64: string): Float64Array {
  const text = atob(base64);
  const view = new DataView(new ArrayBuffer(text.length));
  for (let i = 0; i < text.length; i++) view.setUint8(i, text.charCodeAt(i));
  return Float64Array.from({ length: Math.floor(text.length / BYTES) }, (_, i) => view.getFloat64(i * BYTES, true));
}
