/** What was left of a budget lately, as a line in a table's cell: full at the top, nothing at the hairline, overspent below it. */
interface BudgetSparkProps {
  readonly values: readonly (number | null)[];
  readonly tone: "warn" | "fail" | null;
  readonly width?: number;
  readonly height?: number;
}

export function BudgetSpark({ values, tone, width = 84, height = 20 }: BudgetSparkProps) {
  const known = values.flatMap((value) => (value === null ? [] : [value]));
  if (known.length === 0) return null;
  const top = Math.max(1, ...known);
  const bottom = Math.min(0, ...known);
  const x = (i: number) => 1.5 + (i * (width - 4)) / Math.max(1, values.length - 1);
  const y = (value: number) => 1.5 + ((top - value) / (top - bottom)) * (height - 3);
  const last = values.findLastIndex((value) => value !== null);
  const color = tone ? `var(--${tone}-fill)` : "var(--spark)";
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      className="flex-none"
      fill="none"
    >
      <path
        d={`M0 ${y(0).toFixed(1)}H${width}`}
        stroke="var(--line-strong)"
        strokeDasharray={bottom < 0 ? "2 2" : undefined}
      />
      <path
        d={sparkPath(values, x, y)}
        stroke={color}
        strokeWidth={1.35}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={x(last)} cy={y(values[last] ?? 0)} r={1.8} fill={color} />
    </svg>
  );
}

function sparkPath(values: BudgetSparkProps["values"], x: (i: number) => number, y: (value: number) => number): string {
  let drawn = "";
  values.forEach((value, i) => {
    if (value === null) return;
    const at = `${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    drawn += values[i - 1] == null ? `M${at}h0` : `L${at}`;
  });
  return drawn;
}
