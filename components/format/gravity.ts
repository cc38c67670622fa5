/**
 * How grave an alert is, in our three steps: `page` wakes somebody, `ticket` waits until morning, `info` is for whoever looks. Rules say it
 * with the label `severity`; those of files say it their way.
 */
export const GRAVITIES = ["page", "ticket", "info"] as const;
export type Gravity = (typeof GRAVITIES)[number];

const OF_OTHERS: Readonly<Record<string, Gravity>> = {
  page: "page",
  critical: "page",
  crit: "page",
  error: "page",
  high: "page",
  emergency: "page",
  ticket: "ticket",
  warning: "ticket",
  warn: "ticket",
  medium: "ticket",
};

export interface Severe {
  /** The label as its rule has it; null when it has none. */
  readonly severity: string | null;
}

/** What says nothing is info. */
export const gravityOf = ({ severity }: Severe): Gravity => OF_OTHERS[severity?.toLowerCase() ?? ""] ?? "info";
