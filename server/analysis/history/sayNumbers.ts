/**
 * Numbers as the history's sentences say them: three significant digits at most, the unit always beside them.
 * Units in: seconds, ratios 0..1, rates per second, plain counts. Source: the console's formats, which these agree with.
 */

/** 1284 -> "1,280", 31 -> "31", 31.04 -> "31.0", 0.0712 -> "0.0712". */
export function sayDigits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  const rounded = Number(size.toPrecision(3));
  if (rounded >= 1000)
    return Math.round(rounded)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, ",");
  if (Number.isInteger(size)) return size.toString();
  return rounded >= 0.001
    ? rounded.toFixed(Math.max(0, 2 - Math.floor(Math.log10(rounded))))
    : Number(size.toPrecision(2)).toString();
}

/** "1.24 s", "85 ms", "412 µs", "2 min 5 s". */
export function saySeconds(seconds: number): string {
  const rounded = Number(seconds.toPrecision(3));
  if (rounded >= 60) return sayLong(Math.round(seconds));
  if (rounded >= 1) return `${sayDigits(seconds)} s`;
  if (rounded >= 0.001) return `${sayDigits(seconds * 1e3)} ms`;
  return `${sayDigits(seconds * 1e6)} µs`;
}

/** A length in whole units: "40 s", "7 min", "2 h 5 min". */
export function sayLength(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : sayLong(seconds);
}

const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
];
function sayLong(seconds: number): string {
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  const [name, size] = UNITS[first] ?? ["s", 1];
  const [nextName, nextSize] = UNITS[first + 1] ?? ["", 0];
  const head = Math.floor(seconds / size);
  const rest = nextSize > 0 ? Math.floor((seconds - head * size) / nextSize) : 0;
  return rest > 0 ? `${head} ${name} ${rest} ${nextName}` : `${head} ${name}`;
}

/** "7.2 %", "0.71 %", "18.4 %", "0 %". Never rounds a failure away nor up to a whole. */
export function sayRatio(ratio: number): string {
  const percent = ratio * 100;
  if (percent === 0) return "0 %";
  if (percent < 0.01) return "< 0.01 %";
  if (percent < 1) return `${Number(percent.toFixed(2))} %`;
  if (percent > 99.9 && percent < 100) return "> 99.9 %";
  return `${Number(percent.toFixed(1))} %`;
}

/** A share of something that fills up, in whole percents: "97 %". */
export function sayShare(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

/** "46.2 a second", "4 a minute", "2 an hour". */
export function sayRate(perSecond: number): string {
  if (perSecond === 0 || perSecond >= 0.9995) return `${sayDigits(perSecond)} a second`;
  const perMinute = perSecond * 60;
  if (perMinute >= 0.9995) return `${sayShort(perMinute)} a minute`;
  return `${sayShort(perMinute * 60)} an hour`;
}
const sayShort = (value: number) => sayDigits(value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);

/** "1 instance", "6 instances". */
export function sayCount(count: number, noun: string): string {
  const digits = count.toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${digits} ${noun}${count === 1 ? "" : "s"}`;
}

const LONGEST_NAME = 80;
/** Without the characters that turn the direction of what follows them: a title would be shown reversed. */
export const unturned = (text: string): string => text.replace(/[\u202A-\u202E\u2066-\u2069]/g, "");

/** A name as a title can hold it: it turns no text around, and is cut in its middle where it is long. */
export function sayName(whole: string): string {
  const name = unturned(whole);
  if (name.length <= LONGEST_NAME) return name;
  return `${name.slice(0, LONGEST_NAME - 20)}…${name.slice(-19)}`;
}

/** "a", "a and b", "a, b and c"; more than `most` are counted. */
export function sayList(items: readonly string[], most = 3): string {
  if (items.length > most) return `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}
