/** The room of a plot whose numbers are not there yet, as high as it will be, with the lines of its axis. Out of sight nothing is on its way. */

interface PanelSkeletonProps {
  readonly height: number;
  readonly busy: boolean;
  /** On a phone a number will stand here, not a plot. */
  readonly glance?: boolean;
}

const TICKS = ["highest", "middle", "lowest"];
/** A plot lower than this has room for one line. */
const LEAST_PLOT_PX = 90;

export function PanelSkeleton({ height, busy, glance = false }: PanelSkeletonProps) {
  const ticks = height < LEAST_PLOT_PX ? TICKS.slice(2) : TICKS;
  return (
    <div
      aria-busy={busy}
      className={`flex flex-col px-(--pad) pt-2 pb-6 ${ticks.length > 1 ? "justify-between" : "justify-end"} ${glance ? "phone:max-h-[58px]" : ""}`}
      style={{ height }}
    >
      {busy &&
        ticks.map((tick) => (
          <span
            key={tick}
            className={`flex items-center gap-2 ${glance && tick !== "lowest" ? "phone:hidden" : ""}`}
            aria-hidden="true"
          >
            <span className="skeleton h-2 w-7 flex-none" />
            <span className="skeleton h-px flex-1" />
          </span>
        ))}
    </div>
  );
}
