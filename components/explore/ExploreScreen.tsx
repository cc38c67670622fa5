"use client";
/** Ask anything: queries in editors, their answer as chart, table or samples, and where it came from. */
import { lazy, Suspense, useRef, useState } from "react";
import { useClock } from "../state/clock.tsx";
import { useKeys } from "../state/keys.tsx";
import { useWidth } from "../state/useWidth.ts";
import { ExploreBar } from "./ExploreBar.tsx";
import { ExploreResult } from "./ExploreResult.tsx";
import { ExploreStart } from "./ExploreStart.tsx";
import { QueryRow } from "./QueryRow.tsx";
import { type AskedQuery, singleQueries } from "./queryHistory.ts";
import { type Draft, sameQueries, useDrafts } from "./useDrafts.ts";
import { useExploreAnswer } from "./useExploreAnswer.ts";
import { useExploreState } from "./useExploreState.ts";
import { useQueryHistory } from "./useQueryHistory.ts";

const HistorySheet = lazy(() => import("./HistorySheet.tsx").then(({ HistorySheet }) => ({ default: HistorySheet })));

export function ExploreScreen() {
  const state = useExploreState();
  const clock = useClock();
  const drafts = useDrafts(state.queries);
  const kept = useQueryHistory();
  const [ref, width] = useWidth<HTMLDivElement>();
  const answer = useExploreAnswer({ queries: state.queries, view: state.view, stepMs: state.step, widthPx: width });
  const [isOpen, setOpen] = useState(false);
  const recall = useRecall(drafts.drafts, singleQueries(kept.history));
  useKeys([
    { keys: "/", does: "Write a query", run: () => focusEditor(ref.current) },
    { keys: "h", does: "Queries asked before", opensField: true, run: () => setOpen(true) },
    ...(["chart", "table", "samples"] as const).map((view, i) => ({
      keys: String(i + 1),
      does: `See the answer as ${view}`,
      run: () => void state.change({ view }),
    })),
  ]);
  const run = (next: readonly Draft[], anew = true) => {
    const queries = next
      .filter(({ expr }) => expr.trim() !== "")
      .map(({ expr, legend, off }) => ({ expr: expr.trim(), legend, off }));
    if (sameQueries(queries, state.queries)) return anew && answer.again();
    kept.add(queries, clock.nowMs);
    state.show(queries);
  };
  const choose = (queries: readonly AskedQuery[]) => {
    setOpen(false);
    kept.add(queries, clock.nowMs);
    state.show(queries.map((query) => ({ ...query, off: false })));
  };
  return (
    <div ref={ref} className="flex min-h-full flex-col">
      <header className="flex flex-wrap items-baseline gap-x-2.5 px-(--pad) pt-2.5">
        <h1>Ask anything</h1>
        <p className="text-12 text-ink-3">
          PromQL over the page's clock
          <span className="phone:hidden">; Ctrl Enter runs, Alt Up brings earlier queries back</span>
        </p>
      </header>
      <section aria-label="Queries" className="flex flex-col gap-2 px-(--pad) pt-2 pb-1">
        {drafts.drafts.map((draft, place) => (
          <QueryRow
            key={draft.id}
            place={place}
            draft={draft}
            drafts={drafts}
            run={run}
            recall={recall}
            focus={place > 0 && draft.expr === ""}
          />
        ))}
      </section>
      <ExploreBar
        state={state}
        answer={answer}
        changed={drafts.isChanged}
        run={() => run(drafts.drafts)}
        add={() => drafts.add()}
        openHistory={() => setOpen(true)}
      />
      {state.queries.length === 0 ? (
        <ExploreStart choose={choose} history={kept.history} />
      ) : (
        <ExploreResult state={state} answer={answer} />
      )}
      <Suspense>
        {isOpen && (
          <HistorySheet history={kept.history} star={kept.star} choose={choose} close={() => setOpen(false)} />
        )}
      </Suspense>
    </div>
  );
}

function focusEditor(page: HTMLElement | null): void {
  page?.querySelector<HTMLElement>(".cm-content")?.focus();
}

/** Steps through earlier queries, for each editor on its own; beyond the newest stands what was being typed. */
function useRecall(drafts: readonly Draft[], earlier: readonly string[]) {
  const places = useRef(new Map<number, { at: number; readonly typed: string }>());
  return (id: number, direction: -1 | 1): string | null => {
    const text = drafts.find((draft) => draft.id === id)?.expr ?? "";
    const known = places.current.get(id);
    const isStill = known !== undefined && text === (earlier[known.at] ?? known.typed);
    const place = isStill ? known : { at: -1, typed: text };
    let at = place.at - direction;
    // The query that stands there already is no step.
    if (earlier[at] === text) at -= direction;
    if (at < -1 || at >= earlier.length) return null;
    places.current.set(id, { ...place, at });
    return at === -1 ? place.typed : (earlier[at] ?? null);
  };
}
