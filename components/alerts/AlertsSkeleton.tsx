/** As high as what comes: sentence, tabs, filters, rows of two lines. */
import { VerdictSkeleton } from "../shell/Verdict.tsx";

export function AlertsSkeleton({ rows = 8, filters = true }: { rows?: number; filters?: boolean }) {
  return (
    <div aria-hidden="true">
      <VerdictSkeleton />
      <div className="h-8 border-line border-b" />
      {filters && <div className="h-[45px] border-line border-b" />}
      <div className="sec">
        <span className="skeleton h-3 w-16" />
      </div>
      <div className="h-[22px] border-line border-b phone:hidden" />
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity.
          key={row}
          className="flex h-[51px] items-center gap-3 border-line-soft border-b px-(--pad)"
        >
          <span className="skeleton size-3" />
          <span className="flex flex-1 flex-col gap-2">
            <span className="skeleton h-3" style={{ width: `${30 + ((row * 17) % 30)}%` }} />
            <span className="skeleton h-2.5" style={{ width: `${18 + ((row * 11) % 14)}%` }} />
          </span>
          <span className="skeleton h-3 w-20 phone:hidden" />
          <span className="skeleton h-3 w-14" />
        </div>
      ))}
    </div>
  );
}
