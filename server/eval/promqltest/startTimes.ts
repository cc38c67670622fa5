/**
 * `metric{label="value"}@st _ -1m -30s-1mx4`: how far before each sample its counter began.
 * Errors: an Error that says what is wrong with the line.
 * Source: Prometheus promql/promqltest (test.go: parseSTLine).
 */

import type { Labels } from "../../promql/labels.ts";
import { parseDuration } from "../../promql/parse.ts";
import { parseSeriesLine } from "./seriesNotation.ts";

export interface StartTimes {
  readonly labels: Labels;
  /** Milliseconds from the sample; null where there is none. */
  readonly offsetsMs: readonly (number | null)[];
}

/** Null when the line is none of start times. */
export function parseStartTimes(line: string): StartTimes | null {
  const [, metric, values] = /^(\S*)@st\s+(.*)$/.exec(line) ?? [];
  if (metric === undefined || values === undefined) return null;
  const items = values.split(/\s+/).filter((item) => item !== "");
  return { labels: parseSeriesLine(metric).labels, offsetsMs: items.flatMap(parseItem) };
}

const DURATION = String.raw`[-+]?\d+(?:[a-wyzA-Z]*)`;
const ITEM = new RegExp(`^(${DURATION})(?:([-+]\\d+[a-wyzA-Z]*))?(?:x(\\d+))?$`);

function parseItem(item: string): (number | null)[] {
  const omitted = /^_(?:x(\d+))?$/.exec(item);
  if (omitted) return new Array<null>(Number(omitted[1] ?? 1)).fill(null);
  const [, base, step, times] = ITEM.exec(item) ?? [];
  if (base === undefined) throw new Error(`invalid start time ${JSON.stringify(item)}`);
  const stepMs = step === undefined ? 0 : signedMs(step);
  return Array.from({ length: Number(times ?? 0) + 1 }, (_, i) => signedMs(base) + i * stepMs);
}

function signedMs(text: string): number {
  const ms = parseDuration(text.replace(/^[-+]/, ""));
  return text.startsWith("-") ? -ms : ms;
}
