/** A metric's page of nothing yet: head, chart and labels, as high as the real ones. */
import { PanelSkeleton } from "../panels/PanelSkeleton.tsx";

export const PLOT_PX = 260;
const LEGEND_PX = 18;

export function MetricSkeleton() {
  return (
    <div aria-hidden="true">
      <div className="flex h-[120px] flex-col gap-2 px-(--pad) pt-4">
        <span className="skeleton h-4 w-72" />
        <span className="skeleton h-3 w-[420px] max-w-full" />
        <span className="skeleton h-3 w-[520px] max-w-full" />
      </div>
      <div className="grid border-line border-t min-[1000px]:grid-cols-[minmax(0,1fr)_340px]">
        <div className="min-w-0 pt-[74px]">
          <ChartSkeleton />
        </div>
        <div className="border-line min-[1000px]:border-l">
          <div className="sec">
            <span className="skeleton h-3 w-12" />
          </div>
          <LabelsSkeleton />
        </div>
      </div>
    </div>
  );
}

export function ChartSkeleton() {
  return <PanelSkeleton height={PLOT_PX + LEGEND_PX} busy />;
}

const ROWS = 6;

export function LabelsSkeleton() {
  return (
    <div aria-hidden="true">
      {Array.from({ length: ROWS }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity.
        <div key={row} className="flex h-[30px] items-center gap-2 border-line-soft border-t px-(--pad)">
          <span className="skeleton h-3" style={{ width: 90 + ((row * 53) % 90) }} />
          <span className="skeleton ml-auto h-3 w-14" />
        </div>
      ))}
    </div>
  );
}
