/** What a heatmap's colours mean: from a single one to as many as the fullest cell has, on the logarithm. */
import { formatCount } from "../format/formatNumbers.ts";
import { heatScale } from "./prepareHeatmap.ts";

interface HeatScaleProps {
  /** In the fullest cell. */
  readonly most: number;
  /** What is counted, in the plural. */
  readonly noun: string;
}

export function HeatScale({ most, noun }: HeatScaleProps) {
  const levels = heatScale(most);
  const fullest = formatCount(Math.max(1, Math.round(most)));
  return (
    <span
      className="num flex items-center gap-1.5 whitespace-nowrap text-11 text-ink-3"
      title="The stronger the colour, the more fell into a cell; each step is as many times more as the one before."
    >
      {levels.length > 1 && "1"}
      <span aria-hidden="true" className="flex gap-px">
        {levels.map((level) => (
          <span key={level} className="h-2 w-3.5 phone:w-2" style={{ background: `var(--seq-${level})` }} />
        ))}
      </span>
      {fullest} {noun} per cell
    </span>
  );
}
