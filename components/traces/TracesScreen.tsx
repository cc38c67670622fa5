"use client";
/** Traces of the window that match: one sentence, when and how long, and the list; a row or dot opens its trace. */
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { ServiceColors } from "../charts/ServiceColors.tsx";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { useGo } from "../shell/useGo.ts";
import { Verdict, VerdictSkeleton } from "../shell/Verdict.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useRowCursor } from "../state/useRowCursor.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { lastOpened, rememberOpened, rememberSearch } from "./lastSearch.ts";
import { sampleWindow, scatterHits } from "./prepareScatter.ts";
import { searchSentence } from "./searchSentence.ts";
import { TraceFilterBar } from "./TraceFilterBar.tsx";
import { TraceScatter } from "./TraceScatter.tsx";
import { type FoundTrace, TraceTable } from "./TraceTable.tsx";
import { searchAddress, searchInput, type TraceFilters } from "./traceFilters.ts";
import { useTraceFilters } from "./useTraceFilters.ts";

const FIRST_LIMIT = 200;
const MOST = 1_000;
const SAMPLE = 240;
const NO_TRACES: readonly FoundTrace[] = [];

export function TracesScreen() {
  const state = useTraceFilters();
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const zone = useZone();
  const [limit, setLimit] = useState(FIRST_LIMIT);
  const asked = useMemo(() => searchInput(state.filters), [state.filters]);
  const query = useClockQuery(trpc.traces.search.queryOptions({ startMs, endMs, ...asked, limit }));
  const found = query.data;
  const drawn = useDrawn(found?.traces ?? NO_TRACES, found?.truncated ?? false, state.filters);
  useEffect(() => rememberSearch(searchAddress(state.filters)), [state.filters]);
  const isNothingSent = found?.traces.length === 0 && !state.isActive;
  return (
    <div className="flex h-full min-h-0 flex-col">
      {!found && <VerdictSkeleton />}
      {found && !isNothingSent && (
        <Verdict {...searchSentence(found.traces, found.truncated, { ...state, startMs, endMs, zone, drawn })} />
      )}
      <TraceFilterBar {...state} />
      <AsyncPanel
        query={query}
        what="the traces"
        skeleton={<ListSkeleton />}
        isEmpty={({ traces }) => traces.length === 0}
        empty={<NoTraces isActive={state.isActive} clear={state.clear} />}
      >
        {({ traces, truncated }) => (
          <TraceList
            traces={traces}
            truncated={truncated}
            drawn={drawn}
            foot={
              <ListFoot count={traces.length} truncated={truncated} more={limit < MOST ? () => setLimit(MOST) : null} />
            }
          />
        )}
      </AsyncPanel>
    </div>
  );
}

interface TraceListProps {
  readonly traces: readonly FoundTrace[];
  readonly truncated: boolean;
  readonly drawn: readonly FoundTrace[];
  readonly foot: ReactNode;
}

function TraceList({ traces, truncated, drawn, foot }: TraceListProps) {
  const go = useGo();
  const [hovered, setHovered] = useState(-1);
  const open = (traceId: string) => {
    rememberOpened(traceId);
    go(`/traces/${traceId}`);
  };
  const openAt = (at: number) => {
    const trace = traces[at];
    if (trace) open(trace.traceId);
  };
  const openedRow = traces.findIndex(({ traceId }) => traceId === lastOpened());
  const { row } = useRowCursor(traces.length, "trace", openAt, openedRow);
  const groups = useMemo(() => traces.map((trace) => trace.services.map(({ name }) => name)), [traces]);
  return (
    <ServiceColors groups={groups}>
      <TraceScatter
        traces={drawn}
        isSample={truncated}
        open={open}
        highlighted={traces[hovered >= 0 ? hovered : row] ?? null}
      />
      <TraceTable traces={traces} row={row} hover={setHovered} foot={foot} />
    </ServiceColors>
  );
}

/** What the scatter draws: the list, or of a list that was cut a sample of the whole window. Without a sample the list must do. */
function useDrawn(traces: readonly FoundTrace[], truncated: boolean, filters: TraceFilters): readonly FoundTrace[] {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const asked = { ...searchInput(filters), ...sampleWindow(startMs, endMs), order: "spread", limit: SAMPLE } as const;
  const sample = useClockQuery(
    trpc.traces.search.queryOptions(asked, { enabled: truncated, structuralSharing: false, staleTime: 300_000 }),
  );
  return useMemo(() => {
    if (!truncated || sample.isError) return traces;
    return sample.data ? scatterHits(traces, sample.data.traces, { startMs, endMs, order: filters.order }) : NO_TRACES;
  }, [traces, truncated, sample.data, sample.isError, startMs, endMs, filters.order]);
}

function ListFoot({ count, truncated, more }: { count: number; truncated: boolean; more: (() => void) | null }) {
  return (
    <p className="flex items-center gap-2 px-(--pad) py-3 text-12 text-ink-3">
      {truncated ? `These are ${count} traces; more match.` : `That is every trace that matches: ${count}.`}
      {truncated &&
        (more ? (
          <button type="button" className="link" onClick={more}>
            Show up to {MOST.toLocaleString("en")}
          </button>
        ) : (
          "Narrow the search or the window to see the rest."
        ))}
    </p>
  );
}

function NoTraces({ isActive, clear }: { isActive: boolean; clear: () => void }) {
  if (!isActive) return <ConnectNotice missing="No traces arrived in this window" />;
  return (
    <EmptyNotice title="No trace in this window has a span that matches all of the filters.">
      <p>
        All filters must hold for one and the same span. Take one away, look at a longer window, or check an attribute's
        type:
        <span className="mono"> retry=3</span> is a number, <span className="mono">retry="3"</span> a text.
      </p>
      <button type="button" className="btn mt-3" onClick={clear}>
        Clear the filters
      </button>
    </EmptyNotice>
  );
}

function ListSkeleton() {
  return (
    <div aria-hidden="true">
      <div className="h-[170px] border-line border-b p-5">
        <div className="skeleton h-full" />
      </div>
      {[92, 84, 88, 76, 90, 80, 86, 74].map((width) => (
        <div key={width} className="flex h-[30px] items-center border-line-soft border-b px-(--pad)">
          <span className="skeleton h-3.5" style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
