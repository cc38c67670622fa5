/**
 * The windows of Sloth's alerts: its catalogue has SLO periods of 28 and 30 days, both with the workbook's windows and parts of the
 * budget. Factors are part x period / long window, in Sloth's own order of arithmetic, since their digits stand in the rules.
 * Source: Sloth's internal/alert/window.go and windows/google-28d.yaml, google-30d.yaml.
 */

export interface SlothWindow {
  readonly shortMs: number;
  readonly longMs: number;
  readonly factor: number;
}
export interface SlothWindows {
  readonly page: { readonly quick: SlothWindow; readonly slow: SlothWindow };
  readonly ticket: { readonly quick: SlothWindow; readonly slow: SlothWindow };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** For a period beyond the catalogue the same windows are taken. */
export function slothWindows(periodMs: number): SlothWindows {
  const window = (percent: number, shortMs: number, longMs: number): SlothWindow => ({
    shortMs,
    longMs,
    factor: (percent * (periodMs / HOUR_MS)) / 100 / (longMs / HOUR_MS),
  });
  return {
    page: { quick: window(2, 5 * MINUTE_MS, HOUR_MS), slow: window(5, 30 * MINUTE_MS, 6 * HOUR_MS) },
    ticket: { quick: window(10, 2 * HOUR_MS, DAY_MS), slow: window(10, 6 * HOUR_MS, 3 * DAY_MS) },
  };
}

/** Each length once, shortest first. */
export function windowLengths({ page, ticket }: SlothWindows): number[] {
  const all = [page.quick, page.slow, ticket.quick, ticket.slow].flatMap(({ shortMs, longMs }) => [shortMs, longMs]);
  return [...new Set(all)].sort((a, b) => a - b);
}
