/**
 * Floats as Go writes them (strconv.FormatFloat): the shortest digits that tell the value, or so many, rounded half to even from the exact
 * value. (JavaScript's toFixed and toExponential round halves up.)
 */
export type FloatFormat = "e" | "f" | "g";

interface Digits {
  /** Without leading zeros; "" for zero. */
  readonly digits: string;
  /** Places before the point: 0.00123 is 123 with -2. */
  readonly point: number;
}

/** `precision` -1: as many digits as tell the value. */
export function formatFloat(value: number, format: FloatFormat, precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  if (format === "f") {
    if (precision >= 0) return sign + fixed(magnitude, precision);
    const { digits, point } = shortest(magnitude);
    return sign + plain(digits, point, Math.max(0, digits.length - point));
  }
  if (format === "e") {
    const found = precision < 0 ? shortest(magnitude) : rounded(magnitude, precision + 1);
    return sign + exponential(found, precision < 0 ? Math.max(0, found.digits.length - 1) : precision);
  }
  return sign + general(magnitude, precision);
}

/** With an exponent when that is below -4 or not below the precision (6 where none is given). */
function general(magnitude: number, precision: number): string {
  const wanted = Math.max(precision, 1);
  const { digits: all, point } = precision < 0 ? shortest(magnitude) : rounded(magnitude, wanted);
  const digits = all.replace(/0+$/, "");
  const exponent = point - 1;
  const isLong = exponent < -4 || exponent >= (precision < 0 ? 6 : wanted);
  if (digits !== "" && isLong) return exponential({ digits, point }, digits.length - 1);
  return plain(digits, point, Math.max(0, digits.length - point));
}

function shortest(magnitude: number): Digits {
  if (magnitude === 0) return { digits: "", point: 0 };
  const [mantissa = "", exponent = "0"] = magnitude.toExponential().split("e");
  return { digits: mantissa.replace(".", ""), point: Number(exponent) + 1 };
}

function exponential({ digits, point }: Digits, places: number): string {
  const padded = digits.padEnd(places + 1, "0");
  const exponent = digits === "" ? 0 : point - 1;
  const mantissa = places > 0 ? `${padded[0]}.${padded.slice(1, places + 1)}` : padded.slice(0, 1);
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${size}`;
}

function plain(digits: string, point: number, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  const rest = point > 0 ? digits.slice(point) : "0".repeat(Math.min(-point, places)) + digits;
  return places > 0 ? `${whole}.${rest.padEnd(places, "0").slice(0, places)}` : whole;
}

/** The exact value as a fraction of whole numbers. */
function fraction(magnitude: number): [bigint, bigint] {
  let [numerator, exponent] = [magnitude, 0];
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    exponent++;
  }
  return [BigInt(numerator), 1n << BigInt(exponent)];
}

/** numerator x 10^power / denominator, to the nearest whole number, halves to even. */
function scaled([numerator, denominator]: [bigint, bigint], power: number): bigint {
  const up = power > 0 ? numerator * 10n ** BigInt(power) : numerator;
  const down = power < 0 ? denominator * 10n ** BigInt(-power) : denominator;
  const [quotient, twice] = [up / down, (up % down) * 2n];
  const isUp = twice > down || (twice === down && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}

function fixed(magnitude: number, places: number): string {
  const digits = scaled(fraction(magnitude), places)
    .toString()
    .padStart(places + 1, "0");
  const at = digits.length - places;
  return places > 0 ? `${digits.slice(0, at)}.${digits.slice(at)}` : digits;
}

function rounded(magnitude: number, count: number): Digits {
  if (magnitude === 0) return { digits: "", point: 0 };
  const { point } = shortest(magnitude);
  const exact = fraction(magnitude);
  const digits = scaled(exact, count - point).toString();
  // The shortest digits may be a power of ten above the exact value: 1e-323 stands for 9.88e-324.
  if (digits.length < count) return { digits: scaled(exact, count - point + 1).toString(), point: point - 1 };
  return digits.length > count ? { digits: digits.slice(0, count), point: point + 1 } : { digits, point };
}
