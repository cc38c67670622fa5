/** Numbers as Prometheus writes and reads them (Go's ParseFloat, without hexadecimal digits and underscores). */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** Null for what is no number, or one beyond the range of doubles. */
export function parseNumber(text: string): number | null {
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : null;
  }
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^nan$/i.test(text) ? Number.NaN : null;
}

/** `1` -> `1.0`, `5000000` -> `5e+06`, as Go writes bounds of buckets and quantiles for OpenMetrics (FormatOpenMetricsFloat). */
export function formatBound(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const [digits = "0", power = "+0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  const text = Object.is(value, -0) ? "0" : String(value);
  return text.includes(".") ? text : `${text}.0`;
}
