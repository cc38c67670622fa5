"use client";
/** One alert: its sentence, its value beside the threshold, the traces that show it, what is different, what happened before, whom it hurts. */
import { useMemo } from "react";
import { AsyncPanel } from "../../shell/AsyncPanel.tsx";
import { useClock } from "../../state/clock.tsx";
import { usePageCrumbs } from "../../state/pageCrumbs.ts";
import type { Answers } from "../../trpc/client.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { PastLine } from "../AlertTabs.tsx";
import { AlertAround } from "./AlertAround.tsx";
import { AlertChartPanel } from "./AlertChartPanel.tsx";
import { AlertDifferences } from "./AlertDifferences.tsx";
import { AlertEvents } from "./AlertEvents.tsx";
import { AlertFacts } from "./AlertFacts.tsx";
import { AlertHead } from "./AlertHead.tsx";
import { AlertMissing } from "./AlertMissing.tsx";
import { AlertNotes } from "./AlertNotes.tsx";
import { AlertSkeleton } from "./AlertSkeleton.tsx";
import { AlertTraces } from "./AlertTraces.tsx";

export type OneAlert = Answers["alerts"]["one"];

export function AlertScreen({ fingerprint }: { fingerprint: string }) {
  const trpc = useTRPC();
  const { endMs } = useClock();
  const query = useClockQuery(trpc.alerts.one.queryOptions({ fingerprint, atMs: endMs }));
  const isNone = query.data === undefined && codeOf(query.error) === "NOT_FOUND";
  if (isNone) return <AlertMissing />;
  return (
    <AsyncPanel query={query} what="the alert" skeleton={<AlertSkeleton />}>
      {(answer) => <Alert answer={answer} />}
    </AsyncPanel>
  );
}

const codeOf = (error: unknown) => (error as { data?: { code?: string } } | null)?.data?.code;

/** Two columns of one height each; on a phone what one does there comes first: the traces, then the chart. */
const ROW =
  "grid border-line border-t wide:grid-cols-[minmax(0,1fr)_400px] wide:[&>*+*]:border-line wide:[&>*+*]:border-l phone:[&>*+*]:border-line phone:[&>*+*]:border-t";

function Alert({ answer }: { answer: OneAlert }) {
  const { alert } = answer;
  usePageCrumbs(useMemo(() => [{ text: alert.name }], [alert.name]));
  return (
    <div className="rests flex min-h-full flex-col">
      <AlertHead answer={answer} />
      <PastLine />
      <div className={ROW}>
        <AlertChartPanel answer={answer} />
        <AlertTraces answer={answer} />
      </div>
      <div className={ROW}>
        <AlertDifferences answer={answer} />
        <AlertEvents answer={answer} />
      </div>
      <AlertAround answer={answer} />
      <div className={`${ROW} flex-1`}>
        <AlertNotes answer={answer} />
        <AlertFacts answer={answer} />
      </div>
    </div>
  );
}
