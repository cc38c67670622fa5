/** A line in a table cell: plain SVG, no axis; the last value has a dot, trouble has its colour from where it begins. */

interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly width?: number;
  readonly height?: number;
  /** Top of the scale; the greatest value unless given. A floor keeps noise of nothing from looking like trouble. */
  readonly max?: number;
  /** From this index on the line has `color`. */
  readonly from?: number;
  readonly color?: string;
}

export function Sparkline({ values, width = 78, height = 18, max, from, color = "var(--text-3)" }: SparklineProps) {
  const greatest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const top = Math.max(max ?? 0, greatest * 1.15) || 1;
  const x = (i: number) => 1.5 + (i * (width - 4)) / Math.max(1, values.length - 1);
  const y = (value: number) => height - 1.5 - (value / top) * (height - 4);
  const last = values.findLastIndex((value) => value !== null);
  const lastValue = values[last];
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
        d={path(values, x, y, 0)}
        stroke="var(--spark)"
        strokeWidth={1.25}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {from !== undefined && (
        <path
          d={path(values, x, y, from)}
          stroke={color}
          strokeWidth={1.5}
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      )}
      {lastValue != null && (
        <circle cx={x(last)} cy={y(lastValue)} r={1.6} fill={from !== undefined ? color : "var(--text-3)"} />
      )}
    </svg>
  );
}

/** Lines with gaps; a lone value is a dot (a line of no length with round ends). */
function path(
  values: SparklineProps["values"],
  x: (i: number) => number,
  y: (value: number) => number,
  from: number,
): string {
  let drawn = "";
  let pen = false;
  values.forEach((value, i) => {
    if (value === null || i < from) {
      pen = false;
      return;
    }
    const at = `${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    drawn += pen ? `L${at}` : `M${at}h0`;
    pen = true;
  });
  return drawn;
}
