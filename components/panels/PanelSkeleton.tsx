/** The room of a plot whose numbers are not there yet, as high as it will be. Out of sight nothing is on its way. */

interface PanelSkeletonProps {
  readonly height: number;
  readonly busy: boolean;
}

export function PanelSkeleton({ height, busy }: PanelSkeletonProps) {
  return (
    <div aria-busy={busy} className="flex items-end px-(--pad) pb-6" style={{ height }}>
      {busy && <span className="skeleton h-px w-full" />}
    </div>
  );
}
