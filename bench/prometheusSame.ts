/**
 * Whether two answers of the Prometheus API say the same: result type, series, instants, values within a billionth. The order of series
 * counts only where a query sorts, which is not looked at.
 */
interface Body {
  readonly status?: string;
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
}
interface Row {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Point;
  readonly values?: readonly Point[];
}
type Point = readonly [number, string];

/** What differs first; null when nothing does. */
export function sameAnswers(ours: unknown, theirs: unknown): string | null {
  const [a, b] = [ours as Body, theirs as Body];
  if (a.status !== b.status) return `${a.error ?? a.status} against ${b.error ?? b.status}`;
  if (a.status !== "success") return null;
  if (a.data?.resultType !== b.data?.resultType) return `${a.data?.resultType} against ${b.data?.resultType}`;
  if (a.data?.resultType === "scalar" || a.data?.resultType === "string") {
    return samePoints([a.data.result as Point], [b.data?.result as Point]);
  }
  return sameRows(a.data?.result as Row[], b.data?.result as Row[]);
}

const keyOf = ({ metric }: Row) => JSON.stringify(Object.entries(metric).sort(([x], [y]) => (x < y ? -1 : 1)));

function sameRows(ours: readonly Row[], theirs: readonly Row[]): string | null {
  if (ours.length !== theirs.length) return `${ours.length} against ${theirs.length} series`;
  const byKey = new Map(ours.map((row) => [keyOf(row), row]));
  for (const row of theirs) {
    const own = byKey.get(keyOf(row));
    if (!own) return `no series ${keyOf(row)}`;
    const pointsOf = ({ value, values }: Row) => values ?? (value ? [value] : []);
    const difference = samePoints(pointsOf(own), pointsOf(row));
    if (difference !== null) return `${keyOf(row)}: ${difference}`;
  }
  return null;
}

function samePoints(ours: readonly Point[], theirs: readonly Point[]): string | null {
  if (ours.length !== theirs.length) return `${ours.length} against ${theirs.length} points`;
  for (let i = 0; i < ours.length; i++) {
    const [[timeA, valueA], [timeB, valueB]] = [ours[i] as Point, theirs[i] as Point];
    if (timeA !== timeB) return `at ${timeA} against ${timeB}`;
    if (!isNear(valueA, valueB)) return `${valueA} against ${valueB} at ${timeA}`;
  }
  return null;
}

function isNear(a: string, b: string): boolean {
  if (a === b) return true;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y), 1e-3);
}
