"use client";
/** The page of one SLO: its answer, its place, its keys. */
import { useEffect } from "react";
import type { SloAnswer } from "../../server/routers/sloAnswer.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { useGo } from "../shell/useGo.ts";
import { useClock } from "../state/clock.tsx";
import { useKeys } from "../state/keys.tsx";
import { usePageCrumbs } from "../state/pageCrumbs.ts";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { FileNote, FillingNote, NotLiveNote, OffNote } from "./HeldNote.tsx";
import { SloContent } from "./SloContent.tsx";
import { SloSkeleton } from "./SloSkeleton.tsx";
import { editHref } from "./sloColumns.tsx";
import { useSloInstant } from "./useSloInstant.ts";

export function SloScreen({ id }: { id: string }) {
  const { atMs, live } = useSloInstant();
  const zone = useZone();
  const query = useClockQuery(useTRPC().slos.one.queryOptions({ id, atMs, timeZone: zone }));
  const isMissing = query.data === undefined && codeOf(query.error) === "NOT_FOUND";
  if (isMissing) return <Missing />;
  return (
    <div className="flex min-h-full flex-col">
      <NotLiveNote />
      <AsyncPanel query={query} what="the SLO" skeleton={<SloSkeleton />}>
        {(answer) => <Slo answer={answer} live={live} />}
      </AsyncPanel>
    </div>
  );
}

const codeOf = (error: unknown) => (error as { data?: { code?: string } } | null)?.data?.code;

function Slo({ answer, live }: { answer: SloAnswer; live: boolean }) {
  const { slo, coverage } = answer;
  const go = useGo();
  usePageCrumbs([{ text: slo.title }]);
  useEffect(() => {
    document.title = `${slo.title} · Chronoscope`;
  }, [slo.title]);
  useKeys([{ keys: "e", does: "Edit the SLO", run: () => go(editHref(slo.id)) }], live && slo.file === null);
  return (
    <>
      {live && slo.file !== null && <FileNote file={slo.file} />}
      {!slo.isEnabled && <OffNote />}
      {live && slo.isEnabled && coverage.isFilling && <FillingNote />}
      {coverage.problem !== null && (
        <p role="alert" className="border-line border-b bg-warn-tint px-(--pad) py-1.5 text-12">
          It cannot be counted: {coverage.problem}
        </p>
      )}
      <SloContent answer={answer} live={live} />
    </>
  );
}

/** There is none of this address, or there was none then: both with the way on. */
function Missing() {
  const { live, goLive } = useClock();
  return (
    <EmptyNotice title={<h1>{live ? "There is no such SLO" : "There was no such SLO then"}</h1>}>
      <p>
        {live
          ? "It may have been deleted. Its past can still be seen: set the clock to an instant at which it was there."
          : "It was defined later, or deleted before. The page shows what was promised at the clock’s instant."}
      </p>
      <p className="mt-3 flex gap-2">
        <ClockLink className="btn btn-primary" href="/slos">
          All SLOs
        </ClockLink>
        {!live && (
          <button type="button" className="btn" onClick={goLive}>
            Back to live
          </button>
        )}
      </p>
    </EmptyNotice>
  );
}
