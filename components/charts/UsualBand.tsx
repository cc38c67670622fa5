/** What values usually keep within, as a band over the whole width behind the lines. */
import { MARGIN } from "./chartOption.ts";

/** Never thinner than a line: what is usually 0 is drawn as well. */
const LEAST_BAND_PX = 3;

interface UsualBandProps {
  readonly usual: readonly [low: number, high: number];
  /** The axis's ends. */
  readonly bottom?: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function UsualBand({ usual: [low, high], bottom = 0, top, width, height }: UsualBandProps) {
  const plot = height - MARGIN.top - MARGIN.bottom;
  const perUnit = plot / (top - bottom);
  const band = Math.max(LEAST_BAND_PX, (Math.min(high, top) - low) * perUnit);
  const y = Math.min(height - MARGIN.bottom - band, MARGIN.top + (top - Math.min(high, top)) * perUnit);
  return (
    <svg width={width} height={height} aria-hidden="true" data-underlay="" className="absolute inset-0">
      <rect x={MARGIN.left} y={y} width={width - MARGIN.left - MARGIN.right} height={band} fill="var(--usual)" />
    </svg>
  );
}
