/** What the map's marks mean, at its foot. */
import { Status } from "../charts/Status.tsx";
import { SIGNAL_WORDS, type Signal } from "../graph/mapWords.ts";

interface MapLegendProps {
  readonly color: Signal | null;
  /** A comparison is drawn. */
  readonly hasMarks?: boolean;
}
const KINDS = [
  ["ok", "healthy"],
  ["warn", "degraded"],
  ["fail", "failed"],
  ["unknown", "no data"],
] as const;

export function MapLegend({ color, hasMarks = false }: MapLegendProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-(--pad) py-2 text-12 text-ink-2 phone:gap-x-3">
      {KINDS.map(([kind, word]) => (
        <span key={kind} className="flex items-center gap-1.5">
          <Status kind={kind} size={10} label="" /> {word}
        </span>
      ))}
      <span className="flex items-center gap-1.5">
        <svg width={22} height={6} aria-hidden="true">
          <line x1={0} x2={22} y1={3} y2={3} stroke="var(--fail-fill)" strokeWidth={2} strokeDasharray="5 3" />
        </svg>
        failing calls
      </span>
      {hasMarks && (
        <span className="flex items-center gap-1.5">
          <span className="chip h-4">±1</span> changed since A
        </span>
      )}
      {color !== null && (
        <span className="flex items-center gap-1.5">
          {[3, 5, 7, 9].map((step) => (
            <span key={step} className="h-2.5 w-3.5" style={{ background: `var(--seq-${step})` }} />
          ))}
          {SIGNAL_WORDS[color]}, low to high
        </span>
      )}
    </div>
  );
}
