/**
 * Time intervals of Alertmanager's configuration, read and written: `monday:friday`, `09:00`, `-3:-1`, `january`.
 * Source: Alertmanager timeinterval/timeinterval.go.
 */
import type { NamedTimeInterval, TimeInterval } from "../model/notification.ts";
import type { ConfigNode } from "./configNode.ts";
import { isTimeZone } from "./timeIntervals.ts";

type Range = { readonly from: number; readonly to: number };
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

const numberOf = (text: string) => (/^-?\d+$/.test(text) ? Number(text) : Number.NaN);
const weekday = (text: string) => {
  const at = WEEKDAYS.indexOf(text);
  return at < 0 ? Number.NaN : at;
};
const month = (text: string) => (MONTHS.includes(text) ? MONTHS.indexOf(text) + 1 : numberOf(text));

/** What is wrong with a range, or null. */
function rangeProblem({ from, to }: Range, least: number, most: number): string | null {
  const isInside = (value: number) => value >= least && value <= most && !(least < 0 && value === 0);
  if (!isInside(from) || !isInside(to)) return "is out of range.";
  if (least >= 0) return from > to ? "ends before it begins." : null;
  if (from < 0 && to > 0) return "must end with a negative day too, since it begins with one.";
  // A month has at least 28 days.
  const inMonth = (value: number) => (value < 0 ? 28 + value : value);
  return inMonth(from) > inMonth(to) ? "ends before it begins." : null;
}

function readRanges(
  node: ConfigNode,
  name: string,
  { read, least, most }: { read: (text: string) => number; least: number; most: number },
): Range[] {
  return (node.texts(name) ?? []).map((text) => {
    const [from = "", to = from, ...more] = text
      .toLowerCase()
      .split(":")
      .map((part) => part.trim());
    const range = { from: read(from), to: read(to) };
    const problem = more.length > 0 ? "is no range." : rangeProblem(range, least, most);
    if (problem) node.problem(name, `has ${text}, which ${problem}`);
    return range;
  });
}

function minuteOf(text: string | undefined): number {
  const match = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(text ?? "");
  if (!match) return Number.NaN;
  return match[1] === undefined ? 1_440 : Number(match[1]) * 60 + Number(match[2]);
}

function readTimes(node: ConfigNode): TimeInterval["times"][number][] {
  return node.nodes("times").map((time) => {
    const [start, end] = [time.text("start_time"), time.text("end_time")];
    const range = { startMinute: minuteOf(start), endMinute: minuteOf(end) };
    if (!(range.startMinute < range.endMinute))
      time.problem("start_time", "and end_time need the form HH:MM, in order.");
    time.end();
    return range;
  });
}

function readInterval(node: ConfigNode): TimeInterval {
  const location = node.text("location") ?? "UTC";
  if (!isTimeZone(location)) node.problem("location", `is ${location}, which is no time zone that is known here.`);
  const interval = {
    times: readTimes(node),
    weekdays: readRanges(node, "weekdays", { read: weekday, least: 0, most: 6 }),
    daysOfMonth: readRanges(node, "days_of_month", { read: numberOf, least: -31, most: 31 }),
    months: readRanges(node, "months", { read: month, least: 1, most: 12 }),
    years: readRanges(node, "years", { read: numberOf, least: 0, most: 9_999 }),
    location,
  };
  node.end();
  return interval;
}

export function readTimeIntervals(nodes: readonly ConfigNode[]): NamedTimeInterval[] {
  return nodes.map((node) => {
    const name = node.text("name") ?? "";
    if (name === "") node.problem("name", "is missing.");
    const intervals = node.nodes("time_intervals").map(readInterval);
    node.end();
    return { name, intervals };
  });
}

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const rangesText = (ranges: readonly Range[], say: (value: number) => string) =>
  ranges.length === 0 ? undefined : ranges.map(({ from, to }) => (from === to ? say(from) : `${say(from)}:${say(to)}`));

/** The form of the file; what is absent in it is undefined. */
export function timeIntervalFields({ name, intervals }: NamedTimeInterval) {
  return {
    name,
    time_intervals: intervals.map(({ times, weekdays, daysOfMonth, months, years, location }) => ({
      times:
        times.length === 0
          ? undefined
          : times.map((time) => ({ start_time: clock(time.startMinute), end_time: clock(time.endMinute) })),
      weekdays: rangesText(weekdays, (value) => WEEKDAYS[value] ?? String(value)),
      days_of_month: rangesText(daysOfMonth, String),
      months: rangesText(months, (value) => MONTHS[value - 1] ?? String(value)),
      years: rangesText(years, String),
      location: location === "UTC" || location === "" ? undefined : location,
    })),
  };
}
