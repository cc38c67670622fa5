/**
 * `$__interval` and its like stand for durations that the window decides (server/series/steps.ts); PromQL itself does not know them.
 * For reading a query in the browser they are put out of the way: padded so that every place in the text stays where it is, or
 * exchanged for durations that nobody writes and put back after the text was laid out.
 */

export const VARIABLES = [
  {
    name: "$__rate_interval",
    means: "a range long enough for rate() of metrics that are sent once a minute, and at least the step",
  },
  {
    name: "$__span_interval",
    means: "the same for metrics counted from spans and logs, which are there every ten seconds",
  },
  { name: "$__interval", means: "the step between two values of the chart" },
  { name: "$__range", means: "the whole window" },
] as const;

const VARIABLE = /\$(?:\{__\w+\}|__\w+)/g;

/** As long as before: `[$__range]` -> `[1s      ]`. */
export function padVariables(query: string): string {
  return query.replace(VARIABLE, (whole) => "1s".padEnd(whole.length));
}

/** Years that no metric lives, one for each variable. */
const STAND_INS = [271, 269, 263, 257, 251, 241, 239] as const;

/** Lays out with `layOut` as if the variables were durations. Errors: those of `layOut`. */
export function withVariables(query: string, layOut: (text: string) => string): string {
  const names = [...new Set(query.match(VARIABLE) ?? [])].slice(0, STAND_INS.length);
  let text = query;
  names.forEach((name, i) => {
    text = text.replaceAll(name, `${STAND_INS[i]}y`);
  });
  let laidOut = layOut(text);
  names.forEach((name, i) => {
    laidOut = laidOut.replaceAll(`${STAND_INS[i]}y`, name);
  });
  return laidOut;
}
