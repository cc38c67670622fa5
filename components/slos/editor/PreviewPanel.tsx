"use client";
/** The right half of the editor: the preview, or why there is none yet. It stays in sight while the form is scrolled. */
import type { SloBody, SloCounts } from "../../../server/model/slo.ts";
import { ErrorNotice } from "../../shell/ErrorNotice.tsx";
import { useClock } from "../../state/clock.tsx";
import type { Answers } from "../../trpc/client.tsx";
import { useDraftForm } from "./draftForm.tsx";
import { SloPreview } from "./SloPreview.tsx";

interface PreviewPanelProps {
  readonly query: {
    readonly data: Answers["slos"]["preview"] | undefined;
    readonly error: unknown;
    readonly isFetching: boolean;
    readonly refetch: () => unknown;
  };
  readonly counts: SloCounts | null;
  /** There is something to ask. */
  readonly isAsked: boolean;
  /** The counts are of what stood in the form before. */
  readonly isOld: boolean;
  /** What is previewed: what stands in the form, or did before a field of it made no sense. */
  readonly shown: SloBody | null;
  readonly atMs: number;
}

export function PreviewPanel({ query, counts, isAsked, isOld: isUncounted, shown, atMs }: PreviewPanelProps) {
  const isStuck = useDraftForm().promise === null && shown !== null;
  const isOld = isUncounted || isStuck;
  const { live } = useClock();
  const { data, error, refetch } = query;
  return (
    <aside
      aria-label="Preview"
      className="min-w-0 border-line wide:sticky wide:top-[67px] wide:max-h-[calc(100dvh-var(--h-top)-var(--h-time)-67px)] wide:self-start wide:overflow-auto phone:border-t"
    >
      <div className="sec">
        <h2>How the last 30 days would have gone</h2>
        <span className="sec-sub" role="status">
          {isStuck ? "as it was: a field needs another look" : isOld || query.isFetching ? "counting…" : ""}
        </span>
      </div>
      {data?.problem && !isOld && (
        <p role="alert" className="mx-(--pad) mb-2 rounded-6 bg-fail-tint px-3 py-2 text-12 wrap-anywhere">
          PromQL says: {data.problem}
        </p>
      )}
      {shown && counts && data ? (
        <div className={isOld ? "opacity-50 transition-opacity" : ""} aria-busy={isOld}>
          <SloPreview body={shown} counts={counts} isInterpolated={data.isInterpolated} atMs={atMs} live={live} />
        </div>
      ) : error ? (
        <ErrorNotice error={error} what="the preview" retry={refetch} />
      ) : (
        <Waiting isAsked={isAsked} />
      )}
    </aside>
  );
}

function Waiting({ isAsked }: { isAsked: boolean }) {
  if (!isAsked)
    return (
      <p className="px-(--pad) pb-4 text-ink-3">
        Choose whose requests are promised: here stands how the promise would have gone, the budget day by day, what
        would have spent it and who would have been told.
      </p>
    );
  return (
    <div aria-busy="true" className="px-(--pad)">
      <span className="skeleton block h-4 w-72" />
      <span className="skeleton mt-2 block h-3 w-96 max-w-full" />
      <span className="skeleton mt-5 block h-[190px] opacity-50" />
      <span className="skeleton mt-5 block h-3 w-56" />
    </div>
  );
}
