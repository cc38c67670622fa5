"use client";
/**
 * Beside the form: how the last 30 days would have gone with what stands in it. Counts are asked for when what is counted changes; all
 * else (objective, window, who is told) is computed here and follows every key.
 */
import { useDeferredValue, useMemo } from "react";
import { CountSums } from "../../../server/analysis/slo/countSums.ts";
import type { Budget } from "../../../server/analysis/slo/errorBudget.ts";
import type { SloBody, SloCounts } from "../../../server/model/slo.ts";
import { Status } from "../../charts/Status.tsx";
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { formatCount, formatCountOf } from "../../format/formatNumbers.ts";
import { useZone } from "../../state/usePreference.tsx";
import { BudgetChart } from "../BudgetChart.tsx";
import { headline } from "../SloHead.tsx";
import { SpentList } from "../SpentList.tsx";
import { type Preview, pointsOf, previewOf, REPLAY_MS } from "../sloView.ts";
import { eventNoun, formatBudget, formatGood, formatObjective, shortWindow } from "../sloWords.ts";
import { ReplayPanel } from "../TellsPanel.tsx";

interface SloPreviewProps {
  readonly body: SloBody;
  readonly counts: SloCounts;
  /** Between bounds of buckets. */
  readonly isInterpolated: boolean;
  readonly atMs: number;
  readonly live: boolean;
}

export function SloPreview({ body: typed, counts, isInterpolated, atMs, live }: SloPreviewProps) {
  // Typing never waits for a month of minutes.
  const body = useDeferredValue(typed);
  const sums = useMemo(() => new CountSums({ slices: body.slices }, counts), [body.slices, counts]);
  const preview = useMemo(() => previewOf(body, sums, atMs), [body, sums, atMs]);
  return (
    <>
      <Sentence body={body} preview={preview} atMs={atMs} />
      <Line body={body} preview={preview} live={live} />
      <ReplayPanel
        title="Who would have been told"
        replay={preview.replay}
        window={{ startMs: atMs - REPLAY_MS, endMs: atMs }}
        firstKnownMs={sums.firstKnownMs}
      />
      <SpentList stretches={preview.spenders.stretches} noun={eventNoun(body)} />
      {isInterpolated && (
        <p className="border-line border-t px-(--pad) py-2 text-12 text-ink-2">
          The threshold lies between two bounds of the histogram’s buckets, so how many took at most so long is
          interpolated between them.
        </p>
      )}
    </>
  );
}

function Sentence({ body, preview: { reading }, atMs }: { body: SloBody; preview: Preview; atMs: number }) {
  const zone = useZone();
  const { sentence, budget, status } = reading;
  const kind = status === "unknown" || budget.remaining === null ? "unknown" : budget.remaining <= 0 ? "fail" : "ok";
  const kept = budget.goodRatio !== null && budget.goodRatio >= body.objective;
  return (
    <div className="flex gap-2.5 px-(--pad) pb-2">
      <span className="mt-1">
        <Status kind={kind} size={12} label="" />
      </span>
      <div aria-live="polite">
        <p className="font-semibold text-14">{headline(sentence, atMs, zone)}</p>
        <p className="text-12 text-ink-2">
          {budget.goodRatio === null
            ? "Nothing was counted: check whose requests these are, or what the queries answer."
            : `${formatGood(budget.goodRatio, body.objective)} of ${formatCountOf(Math.round(budget.valid), eventNoun(body))} were good over ${shortWindow(body.window)}; ${formatObjective(body.objective)} would ${kept ? "be kept" : "be missed"}. ${sentence.knowledge ?? ""}`}
        </p>
        {sentence.allowance && sentence.allowance !== sentence.headline && (
          <LowTraffic allowance={sentence.allowance} budget={budget} noun={eventNoun(body)} />
        )}
      </div>
    </div>
  );
}

/** So few may fail that each one counts. */
const FEW = 20;

interface LowTrafficProps {
  readonly allowance: string;
  readonly budget: Budget;
  readonly noun: string;
}

/** By the traffic of what is known, over a whole window. */
function LowTraffic({ allowance, budget: { allowedBad, knownRatio }, noun }: LowTrafficProps) {
  const allowed = knownRatio > 0 ? allowedBad / knownRatio : allowedBad;
  if (allowed >= FEW) return <p className="text-12 text-ink-2">{allowance}.</p>;
  return (
    <p className="text-12 text-ink-2">
      <Status kind="warn" size={9} label="" /> Low traffic: {formatCountOf(Math.floor(allowed), `bad ${noun}`)} fit into
      a whole window, so each takes {formatBudget(allowed > 0 ? Math.min(1, 1 / allowed) : 1)} of the budget. A longer
      window or a lower objective would be calmer.
    </p>
  );
}

function Line({ body, preview, live }: { body: SloBody; preview: Preview; live: boolean }) {
  const { line, window, reading } = preview;
  const points = useMemo(() => pointsOf(line), [line]);
  const shownMs = window.endMs - window.startMs;
  const breaches = breachesOf(line.remaining);
  return (
    <section aria-label="Budget left" className="border-line border-t">
      <div className="sec flex-wrap">
        <h2>Budget left</h2>
        <span className="sec-sub">
          {shownMs < REPLAY_MS ? `the ${formatSpanOfTime(shownMs)} that are known` : "the last 30 days"}
          {`, over ${shortWindow(body.window)} at each instant`}
        </span>
      </div>
      <BudgetChart
        label="Budget left"
        points={points}
        {...window}
        nowMs={reading.budget.atMs}
        live={live}
        height={190}
        tone={(reading.budget.remaining ?? 1) <= 0 ? "fail" : null}
        whole
      />
      <p className="px-(--pad) pb-2.5 text-12 text-ink-2">
        {breaches === 0
          ? "It would never have been spent up."
          : `It would have been spent up ${breaches === 1 ? "once" : `${formatCount(breaches)} times`}.`}
      </p>
    </section>
  );
}

/** How often it went to nothing. */
export function breachesOf(remaining: readonly (number | null)[]): number {
  let count = 0;
  let isOut = false;
  for (const left of remaining) {
    if (left === null) continue;
    if (left <= 0 && !isOut) count++;
    isOut = left <= 0;
  }
  return count;
}
