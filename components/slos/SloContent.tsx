"use client";
/** One SLO: its sentence and numbers, the two pictures, what tells, what differs between bad and good, how it went, what is owed, what it is. */
import { parseAsBoolean, useQueryState } from "nuqs";
import { useMemo } from "react";
import type { SloAnswer, SloSpender } from "../../server/routers/sloAnswer.ts";
import { useClock } from "../state/clock.tsx";
import { BudgetNow, BudgetOverWindow } from "./BudgetPanels.tsx";
import { CompliancePanel } from "./CompliancePanel.tsx";
import { causeOf } from "./causeOf.ts";
import { HowComputed } from "./HowComputed.tsx";
import { SlaPanel } from "./SlaPanel.tsx";
import { SloAlerts } from "./SloAlerts.tsx";
import { SloDefinitionPanel } from "./SloDefinitionPanel.tsx";
import { SloDifferences } from "./SloDifferences.tsx";
import { SloHead } from "./SloHead.tsx";
import { SpentList } from "./SpentList.tsx";
import { finePoints, knownWindow, nearStretch, REPLAY_MS } from "./sloView.ts";
import { eventNoun } from "./sloWords.ts";
import { ReplayPanel, TellsPanel } from "./TellsPanel.tsx";

interface SloContentProps {
  readonly answer: SloAnswer;
  readonly live: boolean;
}

export function SloContent({ answer, live }: SloContentProps) {
  const { slo, reading, spenders, coverage } = answer;
  const { setAt, zoomTo } = useClock();
  const [how, setHow] = useQueryState("how", parseAsBoolean.withDefault(false));
  const happened = useMemo(() => happenedOf(spenders), [spenders]);
  const causes = useMemo(() => causesOf(spenders), [spenders]);
  const points = useMemo(
    () => finePoints(answer.line, answer.near, reading.budget),
    [answer.line, answer.near, reading.budget],
  );
  const pictures = { body: slo, reading, happened, points, live };
  const { atMs, periodMs, window } = reading.budget;
  const firstKnownMs = coverage.firstKnownMs;
  const shown = useMemo(
    () => knownWindow({ startMs: window.startMs, endMs: Math.min(window.endMs, atMs) }, firstKnownMs),
    [window, atMs, firstKnownMs],
  );
  const near = useMemo(
    () => nearStretch(atMs, reading.exhaustion, periodMs, firstKnownMs),
    [atMs, reading.exhaustion, periodMs, firstKnownMs],
  );
  const replayed = { startMs: atMs - REPLAY_MS, endMs: atMs };
  const noun = eventNoun(slo);
  return (
    <>
      <SloHead answer={answer} atMs={atMs} />
      <div className="grid border-line border-b wide:grid-cols-[1.55fr_1fr]">
        <BudgetOverWindow
          {...pictures}
          severity={answer.standing.severity}
          shown={shown}
          spent={spenders}
          causes={causes}
        />
        <BudgetNow {...pictures} stretch={near} ifStopped={ifStopped(answer)} />
      </div>
      <div className="grid border-line border-b wide:grid-cols-[minmax(0,540px)_minmax(0,1fr)]">
        <div className="min-w-0">
          <TellsPanel
            burns={reading.burns}
            tells={slo.alerting.burnRates}
            others={answer.conditions}
            neverFires={answer.neverFires.map(({ sentence }) => sentence)}
            explain={() => void setHow(true)}
          />
          <ReplayPanel
            title="These rules, over the last 30 days"
            replay={answer.replay}
            window={replayed}
            firstKnownMs={firstKnownMs}
            go={setAt}
          />
        </div>
        <div className="min-w-0 border-line wide:border-l phone:border-t">
          <SloDifferences slo={slo} spenders={spenders} atMs={atMs} />
          <SpentList
            stretches={spenders}
            noun={noun}
            restRatio={answer.restRatio}
            show={zoomTo}
            before={(stretch) => causes.get(stretch.startMs) ?? null}
          />
        </div>
      </div>
      <div className="grid border-line border-b wide:grid-cols-2 [&>*+*]:border-line wide:[&>*+*]:border-l">
        <CompliancePanel body={slo} days={answer.days} months={answer.months} zone={answer.timeZone} nowMs={atMs} />
        <div className="min-w-0">
          {slo.sla && answer.sla && (
            <SlaPanel body={slo} sla={slo.sla} periods={answer.sla.periods} zone={answer.timeZone} />
          )}
          <SloAlerts slo={slo} />
        </div>
      </div>
      <SloDefinitionPanel answer={answer} />
      {how && (
        <HowComputed
          steps={answer.explain}
          queries={answer.queries}
          isInterpolated={answer.isInterpolated}
          close={() => void setHow(null)}
        />
      )}
    </>
  );
}

/** By the start of a stretch: what most likely began it. */
const causesOf = (spenders: readonly SloSpender[]): ReadonlyMap<number, string> =>
  new Map(
    spenders.flatMap(({ startMs, events }) => {
      const cause = causeOf(events);
      return cause ? [[startMs, cause.title] as const] : [];
    }),
  );

/** When something changed around the stretches that spent the budget, in order. */
function happenedOf(spenders: readonly SloSpender[]): number[] {
  const all = spenders.flatMap(({ events }) => events.map(({ atMs }) => atMs));
  return [...new Set(all)].sort((a, b) => a - b);
}

/** If nothing fails any more, what is left stays left: a rolling window only gets back what leaves it. */
function ifStopped({ reading }: SloAnswer): number | null {
  return reading.budget.remaining;
}
