/** Beyond now: the stretch that has not happened yet, the way to nothing at the present rate, and where it stays if the trouble stops. */
import { formatInstant } from "../format/formatInstant.ts";
import { useZone } from "../state/usePreference.tsx";
import type { BudgetPicture } from "./budgetPicture.ts";

export interface Projection {
  /** What is left now. */
  readonly left: number;
  /** When nothing is left at the present rate; null: not at all at this rate. */
  readonly goneMs: number | null;
  /** What is left at the end of the axis when nothing fails from now on. */
  readonly ifStopped: number;
}

interface BudgetFutureProps {
  readonly picture: BudgetPicture;
  readonly nowMs: number;
  readonly endMs: number;
  readonly projection: Projection | null;
}

export function BudgetFuture({ picture: { x, y, plot }, nowMs, endMs, projection }: BudgetFutureProps) {
  if (nowMs >= endMs - 1) return null;
  const [now, end] = [x(nowMs), plot.right];
  const { left = 0, goneMs = null, ifStopped = 0 } = projection ?? {};
  const gone = goneMs !== null && goneMs > nowMs && left > 0 ? goneMs : null;
  return (
    <g fontSize={11}>
      <rect x={now} y={plot.top} width={end - now} height={plot.bottom - plot.top} fill="var(--usual)" opacity={0.35} />
      {projection && (
        <>
          <path
            d={`M${now} ${y(left)}L${end} ${y(ifStopped)}`}
            stroke="var(--text-3)"
            strokeDasharray="4 3"
            strokeWidth={1.25}
          />
          <text x={end - 4} y={y(ifStopped) - 7} textAnchor="end" fill="var(--text-2)" className="halo">
            if it stops now
          </text>
        </>
      )}
      {gone !== null &&
        (gone <= endMs ? (
          <Gone {...{ x, y, now, left, gone }} />
        ) : (
          <Going {...{ y, now, end, left }} part={(endMs - nowMs) / (gone - nowMs)} />
        ))}
    </g>
  );
}

interface GoneProps extends Pick<BudgetPicture, "x" | "y"> {
  /** Pixels. */
  readonly now: number;
  readonly left: number;
  readonly gone: number;
}

/** Down to nothing, and when. */
function Gone({ x, y, now, left, gone }: GoneProps) {
  const zone = useZone();
  return (
    <>
      <path d={`M${now} ${y(left)}L${x(gone)} ${y(0)}`} stroke="var(--fail)" strokeDasharray="4 3" strokeWidth={1.75} />
      <circle cx={x(gone)} cy={y(0)} r={4} fill="var(--canvas)" stroke="var(--fail)" strokeWidth={1.75} />
      <text x={x(gone) + 8} y={y(0) - 20} fill="var(--fail)" fontWeight={600} className="halo">
        gone
      </text>
      <text x={x(gone) + 8} y={y(0) - 7} fill="var(--fail)" fontWeight={600} className="halo num">
        {formatInstant(gone, zone, "minute")}
      </text>
    </>
  );
}

interface GoingProps extends Pick<BudgetPicture, "y"> {
  readonly now: number;
  readonly end: number;
  readonly left: number;
  /** Of the way to nothing, how much lies within the picture. */
  readonly part: number;
}

/** Beyond the picture: as far as it reaches. */
function Going({ y, now, end, left, part }: GoingProps) {
  return (
    <path
      d={`M${now} ${y(left)}L${end} ${y(left * (1 - part))}`}
      stroke="var(--fail)"
      strokeDasharray="4 3"
      strokeWidth={1.75}
    />
  );
}
