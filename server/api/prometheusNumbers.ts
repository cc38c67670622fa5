/**
 * Numbers and instants as the Prometheus API writes them. Samples are text; an instant is seconds with three decimals or none.
 * Source: Prometheus util/jsonutil (MarshalFloat, MarshalTimestamp) and promql/value.go (Scalar).
 */

/** A sample's value: exponents below 1e-6 and from 1e21 on, of two digits at least; `NaN`, `+Inf`, `-Inf`. */
export function sampleText(value: number): string {
  if (Number.isFinite(value)) {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return text.includes("e") ? text.replace(/e([-+])(\d)$/, "e$10$2") : text;
  }
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

/** Unix milliseconds -> seconds: `1435781451`, `1435781451.050`. */
export function timestampText(timeMs: number): string {
  const whole = Math.trunc(Math.abs(timeMs));
  const fraction = whole % 1_000;
  const seconds = (whole - fraction) / 1_000;
  const sign = timeMs < 0 ? "-" : "";
  return fraction === 0 ? `${sign}${seconds}` : `${sign}${seconds}.${String(fraction).padStart(3, "0")}`;
}
