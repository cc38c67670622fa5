/** A share of failures; from 1 % on in the colour of what is degraded, from 5 % on of what fails (as server/analysis/healthStrip.ts counts). */
import { formatRatio } from "../format/formatNumbers.ts";

export function FailingRatio({ ratio }: { ratio: number | null }) {
  const tone = ratio === null || ratio < 0.01 ? "" : ratio < 0.05 ? "font-medium text-warn" : "font-medium text-fail";
  return <span className={tone}>{formatRatio(ratio)}</span>;
}
