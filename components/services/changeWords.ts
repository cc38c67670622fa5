/** How far a number is from its usual one, as short as a table's cell: "+18.4", "−4 ms", "same"; nothing where no usual is known. */
import { formatSeconds } from "../format/formatDuration.ts";

/** In percentage points. */
export function changeOfRatio(now: number | null, usual: number | null): string {
  if (now === null || usual === null) return "";
  const points = (now - usual) * 100;
  if (Math.abs(points) < 0.01) return "same";
  return signed(points, Math.abs(points).toFixed(Math.abs(points) < 1 ? 2 : 1));
}

/** Less than a twentieth of the usual, or a tenth of a millisecond, is the same. */
export function changeOfSeconds(now: number | null, usual: number | null): string {
  if (now === null || usual === null) return "";
  const change = now - usual;
  if (Math.abs(change) < Math.max(usual / 20, 0.0001)) return "same";
  return signed(change, formatSeconds(Math.abs(change)));
}

const signed = (value: number, text: string) => `${value < 0 ? "−" : "+"}${text}`;
