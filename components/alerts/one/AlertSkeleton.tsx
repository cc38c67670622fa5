/** As high as what comes: sentence, chart with traces beside it, differences with events beside them. */
import { VerdictSkeleton } from "../../shell/Verdict.tsx";

const LINES = [0, 1, 2, 3];

export function AlertSkeleton() {
  return (
    <div aria-hidden="true">
      <VerdictSkeleton />
      {[276, 260].map((height) => (
        <div key={height} className="grid border-line border-t wide:grid-cols-[minmax(0,1fr)_400px]" style={{ height }}>
          <div className="px-(--pad) pt-3">
            <span className="skeleton mb-4 block h-3 w-24" />
            <span className="skeleton block h-40 opacity-60" />
          </div>
          <div className="border-line px-(--pad) pt-3 phone:hidden wide:border-l">
            <span className="skeleton mb-4 block h-3 w-32" />
            {LINES.map((line) => (
              <span key={line} className="skeleton mb-3 block h-8 opacity-60" />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
