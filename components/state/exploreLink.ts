/**
 * The address of a query in Explore: `/explore?q=EXPR&q=EXPR&legend=,{{job}}`. Panels, metrics and whoever else has a query lead there with it.
 * Legends stand in the queries' order, parted by commas (a comma within is %2C). The clock is added by whoever follows the link (ClockLink, useGo).
 */

export interface LinkedQuery {
  readonly expr: string;
  /** Text in which `{{label}}` stands for a label's value; empty: the labels. */
  readonly legend?: string;
}

export function exploreHref(queries: readonly LinkedQuery[]): string {
  const asked = queries.map(({ expr }) => `q=${encodeURIComponent(expr)}`);
  const legends = queries.map(({ legend = "" }) => encodeURIComponent(legend.replaceAll(",", "%2C")));
  const told = legends.some((legend) => legend !== "") ? [`legend=${legends.join(",")}`] : [];
  return `/explore?${[...asked, ...told].join("&")}`;
}
