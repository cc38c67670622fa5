/** Sentence and table of nothing yet, as high as the real ones. */
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { VerdictSkeleton } from "../shell/Verdict.tsx";

export function ResourcesSkeleton({ rows = 14 }: { rows?: number }) {
  return (
    <>
      <VerdictSkeleton />
      <TableSkeleton rows={rows} />
    </>
  );
}
