/** The room of a plot whose numbers are not there yet, as high as it will be. Out of sight nothing is on its way. */

interface PanelSkeletonProps {
  readonly height: number;
  readonly busy: boolean;
  /** On a phone a number will stand here, not a plot. */
  readonly glance?: boolean;
}

export function PanelSkeleton({ height, busy, glance = false }: PanelSkeletonProps) {
  return (
    <div
      aria-busy={busy}
      className={`flex items-end px-(--pad) pb-6 ${glance ? "phone:max-h-[58px]" : ""}`}
      style={{ height }}
    >
      {busy && <span className="skeleton h-px w-full" />}
    </div>
  );
}
