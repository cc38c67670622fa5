/** How near a metric is to the number of series that it may have, in words and with a status. */
export interface Nearness {
  readonly kind: "ok" | "warn" | "fail";
  readonly words: string;
}

const CLOSE_RATIO = 0.5;

export function nearness(seriesCount: number, maxSeries: number): Nearness {
  const ratio = seriesCount / maxSeries;
  if (ratio >= 1) return { kind: "fail", words: "full: new ones are refused" };
  const percent = Math.floor(ratio * 100);
  return { kind: ratio >= CLOSE_RATIO ? "warn" : "ok", words: percent < 1 ? "below 1\u00a0%" : `${percent}\u00a0%` };
}
