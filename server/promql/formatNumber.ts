/**
 * Numbers as Go writes them, where Prometheus's texts and labels have to be met to the letter.
 * Source: Go strconv.FormatFloat.
 */

function special(value: number): string | null {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : null;
}

const minus = (value: number) => (value < 0 || Object.is(value, -0) ? "-" : "");

/** Digits without point and the place of the point: 0.00123 is ["123", -2], 12.3 is ["123", 2]. */
function digitsOf(magnitude: number, significant: number | null): [string, number] {
  const [mantissa = "0", exponent = "0"] =
    significant === null ? magnitude.toExponential().split("e") : magnitude.toExponential(significant - 1).split("e");
  const digits = mantissa.replace(".", "");
  return [significant === null ? digits : digits.replace(/(?<=.)0+$/, ""), Number(exponent) + 1];
}

function plain(digits: string, point: number): string {
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  if (digits.length <= point) return digits + "0".repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function general(value: number, significant: number | null): string {
  const name = special(value);
  if (name !== null) return name;
  if (value === 0) return `${minus(value)}0`;
  const [digits, point] = digitsOf(Math.abs(value), significant);
  const exponent = point - 1;
  if (exponent >= -4 && exponent < (significant ?? 6)) return minus(value) + plain(digits, point);
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${minus(value)}${mantissa}e${exponent < 0 ? "-" : "+"}${size}`;
}

/** `%g`: the shortest text that reads back as the number; an exponent from 1e6 on and below 1e-4. */
export const formatGeneral = (value: number): string => general(value, null);

/** `%.Ng`: this many significant digits, zeros at the end left out. */
export const formatGeneralRounded = (value: number, significant: number): string => general(value, significant);

/** `strconv.FormatFloat(v, 'f', -1, 64)`: the shortest text without an exponent. */
export function formatPlain(value: number): string {
  const name = special(value);
  if (name !== null) return name;
  if (value === 0) return `${minus(value)}0`;
  const [digits, point] = digitsOf(Math.abs(value), null);
  return minus(value) + plain(digits, point);
}
