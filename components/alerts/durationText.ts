/** Lengths of time as rules have them: `5m`, `1h30m`, `90s`. Units: milliseconds. Source: Prometheus model.ParseDuration. */

const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
];
const SIZES: ReadonlyMap<string, number> = new Map([...UNITS, ["w", 7 * 86_400_000], ["y", 365 * 86_400_000]]);

/** Null: no such text; "" and "0" are nothing at all. A number alone counts as seconds. */
export function parseDurationText(text: string): number | null {
  const said = text.trim().toLowerCase().replace(/\s+/g, "").replace(/min/g, "m");
  if (said === "" || said === "0") return 0;
  if (/^\d+$/.test(said)) return Number(said) * 1_000;
  if (!/^(\d+(ms|[smhdwy]))+$/.test(said)) return null;
  const parts = [...said.matchAll(/(\d+)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (SIZES.get(unit ?? "") ?? 0), 0);
}

/** The shortest text: `1h30m`; of nothing `0s`. */
export function writeDuration(ms: number): string {
  let rest = Math.max(0, Math.round(ms));
  const said = UNITS.map(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? `${count}${name}` : "";
  }).join("");
  return said || "0s";
}
