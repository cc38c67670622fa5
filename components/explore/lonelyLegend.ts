/** The legend of a query that has none: where one label alone tells its series apart, that label's value says all. Pure. */

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
}

/** `{{service_name}}` of `sum by (service_name) (…)`; "" where series have other labels or more of them, which all are told then. */
export function lonelyLegend(series: readonly Labelled[]): string {
  const [key, ...others] = Object.keys(series[0]?.labels ?? {});
  if (key === undefined || others.length > 0 || key === "__name__") return "";
  const isLonely = series.every(({ labels }) => {
    const keys = Object.keys(labels);
    return keys.length === 1 && keys[0] === key;
  });
  return isLonely ? `{{${key}}}` : "";
}
