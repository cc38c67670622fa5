/** A number of a table with its course over the window beside it; only the failing number is coloured, with its line. */
import { Sparkline } from "../charts/Sparkline.tsx";

interface SparkCellProps {
  readonly text: string;
  readonly values: readonly (number | null)[];
  readonly tone?: "warn" | "fail" | null;
  /** Scale that noise cannot fill. */
  readonly max?: number;
  readonly minWidth?: number;
  readonly quiet?: boolean;
}

export function SparkCell({ text, values, tone = null, max, minWidth = 56, quiet = false }: SparkCellProps) {
  const words =
    tone === "fail" ? "text-fail font-medium" : tone === "warn" ? "text-warn font-medium" : quiet ? "text-ink-2" : "";
  return (
    <span className="flex items-center justify-end gap-2.5">
      <span className="phone:hidden max-[1100px]:hidden">
        <Sparkline
          values={values}
          width={72}
          max={max}
          from={tone ? troubleFrom(values) : undefined}
          color={tone ? `var(--${tone}-fill)` : undefined}
        />
      </span>
      <span className={`text-right ${words}`} style={{ minWidth }}>
        {text}
      </span>
    </span>
  );
}

/** Where the last stretch above half of the greatest value begins. */
export function troubleFrom(values: readonly (number | null)[]): number {
  const greatest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  let from = values.length;
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (value != null && value < greatest * 0.4) break;
    from = i;
  }
  return Math.max(0, Math.min(from, values.length - 3) - 1);
}
