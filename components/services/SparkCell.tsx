/**
 * A number of a table with its course over the window beside it; only the failing number is coloured, with its line. Drawn anew only when
 * one of them is another: while the playhead moves the numbers change and the courses do not.
 */
import { memo } from "react";
import { Sparkline } from "../charts/Sparkline.tsx";

interface SparkCellProps {
  readonly text: string;
  readonly values: readonly (number | null)[];
  /** The text is then the number of now. */
  readonly tone?: "warn" | "fail" | null;
  /** Scale that noise cannot fill. */
  readonly max?: number;
  readonly minWidth?: number;
  readonly quiet?: boolean;
}

const Course = memo(Sparkline);

export const SparkCell = memo(function SparkCell(props: SparkCellProps) {
  const { text, values, tone = null, max, minWidth = 56, quiet = false } = props;
  const words =
    tone === "fail" ? "text-fail font-medium" : tone === "warn" ? "text-warn font-medium" : quiet ? "text-ink-2" : "";
  return (
    <span className="flex items-center justify-end gap-2.5">
      <span className="phone:hidden max-[1100px]:hidden">
        <Course
          values={values}
          width={72}
          max={max}
          from={tone ? troubleFrom(values) : undefined}
          color={tone ? `var(--${tone}-fill)` : undefined}
        />
      </span>
      <span className={`text-right ${words}`} style={{ minWidth }}>
        {tone && <span className="max-[1250px]:hidden">now </span>}
        {text}
      </span>
    </span>
  );
});

/** Where the trouble that lasts to the end begins: back from there until two values in a row are below a fifth of the greatest. */
export function troubleFrom(values: readonly (number | null)[]): number {
  const greatest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  let from = values.length - 1;
  for (let i = values.length - 1, low = 0; i >= 0 && low < 2; i--) {
    if ((values[i] ?? 0) < greatest * 0.2) low++;
    else {
      low = 0;
      from = i;
    }
  }
  return Math.max(0, Math.min(from - 1, values.length - 3));
}
