/** An SLO's page while its answer is on the way: head, two pictures, tables, as high as what comes. */
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { VerdictSkeleton } from "../shell/Verdict.tsx";

export function SloSkeleton() {
  return (
    <>
      <div className="border-line border-b">
        <VerdictSkeleton />
      </div>
      <div className="grid border-line border-b wide:grid-cols-[1.55fr_1fr]">
        {["budget", "now"].map((name) => (
          <div key={name} className="h-[264px] px-(--pad) pt-3">
            <span className="skeleton block h-3 w-40" />
            <span className="skeleton mt-5 block h-[200px] opacity-50" />
          </div>
        ))}
      </div>
      <div className="grid wide:grid-cols-[minmax(0,540px)_minmax(0,1fr)]">
        <TableSkeleton rows={7} />
        <TableSkeleton rows={7} />
      </div>
    </>
  );
}
