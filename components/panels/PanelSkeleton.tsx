/** As high as the plot that comes. */
export function PanelSkeleton({ height }: { height: number }) {
  return (
    <div aria-busy="true" className="flex items-end px-(--pad) pb-6" style={{ height }}>
      <span className="skeleton h-px w-full" />
    </div>
  );
}
