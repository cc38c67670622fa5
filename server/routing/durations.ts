/** Lengths of time as Prometheus and Alertmanager write them: `30s`, `1h30m`, `2d`; a year is 365 days. Units: milliseconds. */
const UNITS = [
  ["y", 365 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;
const FORM = new RegExp(`^${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join("")}$`);

/** Null for what is no length. */
export function parseLength(text: string): number | null {
  if (text === "0") return 0;
  const match = text === "" ? null : FORM.exec(text);
  return match && UNITS.reduce((sum, [, ms], at) => sum + Number(match[at + 1] ?? 0) * ms, 0);
}

export function formatLength(lengthMs: number): string {
  let rest = Math.round(lengthMs);
  let text = "";
  for (const [unit, ms] of UNITS) {
    // Years and weeks only alone, as Prometheus prints them.
    if ((unit === "y" || unit === "w") && rest % ms !== 0) continue;
    const count = Math.floor(rest / ms);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * ms;
  }
  return text === "" ? "0s" : text;
}
