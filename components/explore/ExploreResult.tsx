"use client";
/** The answer in the view that was chosen, with what was wrong with it above and where it came from below. */
import { useEffect, useState } from "react";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { ErrorNotice } from "../shell/ErrorNotice.tsx";
import { Explain } from "./Explain.tsx";
import { ExploreChart } from "./ExploreChart.tsx";
import { ExploreSamples } from "./ExploreSamples.tsx";
import { ExploreTable } from "./ExploreTable.tsx";
import { QueryTroubles } from "./QueryTroubles.tsx";
import type { ExploreAnswer } from "./useExploreAnswer.ts";
import { type ExploreState, refOf } from "./useExploreState.ts";

export function ExploreResult({ state, answer }: { state: ExploreState; answer: ExploreAnswer }) {
  const { view } = state;
  if (answer.asked.length === 0) {
    return (
      <EmptyNotice title="All queries are off.">Press the letter before a query to have it answered again.</EmptyNotice>
    );
  }
  if (view === "samples") {
    const place = state.queries.findIndex(({ off }) => !off);
    const chosen = state.queries[place];
    if (!chosen) return null;
    return (
      <ExploreSamples
        letter={refOf(place)}
        expr={chosen.expr}
        selector={state.selector}
        choose={(selector) => void state.change({ selector })}
      />
    );
  }
  const query = view === "chart" ? answer.range : answer.instant;
  if (!query.data) {
    if (query.error) return <ErrorNotice error={query.error} what="the answer" retry={query.refetch} />;
    return answer.stopped ? <Stopped again={answer.again} /> : <Waiting />;
  }
  const explain = (
    <Explain
      answers={query.data.answers}
      stepMs={view === "chart" ? (answer.range.data?.stepMs ?? null) : null}
      open={state.explain}
      toggle={(open) => void state.change({ explain: open || null }, { history: "replace" })}
    />
  );
  return (
    <>
      {query.error ? <ErrorNotice error={query.error} what="the answer" retry={query.refetch} line /> : null}
      {answer.stopped && <Stopped again={answer.again} line />}
      <QueryTroubles answers={query.data.answers} />
      {view === "chart" && answer.range.data && (
        <ExploreChart state={state} data={answer.range.data}>
          {explain}
        </ExploreChart>
      )}
      {view === "table" && answer.instant.data && (
        <>
          {explain}
          <ExploreTable data={answer.instant.data} />
        </>
      )}
    </>
  );
}

function Stopped({ again, line = false }: { again: () => void; line?: boolean }) {
  return (
    <p
      role="status"
      className={`flex items-center gap-3 px-(--pad) text-12 text-ink-2 ${line ? "border-line border-b bg-warn-tint py-1.5" : "py-6"}`}
    >
      {line ? "You stopped the query; this is the answer before it." : "You stopped the query before it had an answer."}
      <button type="button" className="btn btn-sm" onClick={again}>
        Run it again
      </button>
    </p>
  );
}

/** A query that takes longer than this says so. */
const SAYS_AFTER_S = 2;

/** As high as the chart that comes. */
function Waiting() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div aria-busy="true" className="flex h-[340px] flex-col justify-end gap-3 px-(--pad) pb-6">
      <span className="sr-only">The query runs.</span>
      {seconds >= SAYS_AFTER_S && (
        <p className="num m-auto text-12 text-ink-2">
          The query runs for {seconds} s. Stop ends it; it ends by itself after 30 s. A narrower selector, a shorter
          window or a longer step makes it quicker.
        </p>
      )}
      <span className="skeleton h-px w-full" />
    </div>
  );
}
