"use client";
/** Everything that exists at the instant, as a table: trouble first, searched, narrowed to a kind, as CSV; numbers follow the playhead. */
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { THING_KINDS } from "../../server/model/state.ts";
import type { StateAnswer } from "../../server/routers/stateAnswer.ts";
import { formatCount } from "../format/formatNumbers.ts";
import type { NumbersAt } from "../graph/prepareMap.ts";
import { writeChoice } from "../map/useMapState.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { DataTable } from "../shell/DataTable.tsx";
import { SearchField } from "../shell/SearchField.tsx";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { LinesSkeleton } from "./DifferencesTab.tsx";
import { STATE_COLUMNS } from "./stateColumns.tsx";
import { foundRows, KIND_NAMES, type StateRow, stateRows } from "./stateRows.ts";
import { useKnown } from "./useReplayAnswer.ts";
import type { ReplayState } from "./useReplayState.ts";

interface StateTabProps {
  readonly state: ReplayState;
  readonly numbersAt: NumbersAt | null;
  /** What the map selects for it; null: nothing. */
  readonly nodeOf: (row: StateRow) => string | null;
}

export function StateTab(props: StateTabProps) {
  const trpc = useTRPC();
  const { endMs } = useClock();
  const query = useClockQuery(trpc.state.at.queryOptions({ atMs: endMs, ...useKnown(props.state) }));
  return (
    <AsyncPanel query={query} what="the state" skeleton={<LinesSkeleton />}>
      {(answer) => <Table {...props} answer={answer} />}
    </AsyncPanel>
  );
}

function Table({ state, numbersAt, nodeOf, answer }: StateTabProps & { answer: StateAnswer }) {
  const { find, of, change } = state;
  const params = useSearchParams();
  const all = useMemo(() => stateRows(answer.things, numbersAt), [answer, numbersAt]);
  const rows = useMemo(() => foundRows(all, find, of), [all, find, of]);
  const kinds = useMemo(() => {
    const known = new Set(answer.things.map(({ kind }) => kind));
    return THING_KINDS.filter((kind) => known.has(kind));
  }, [answer]);
  const href = (row: StateRow) => {
    const next = new URLSearchParams(params);
    for (const own of ["at", "window", "strip", "marks"]) next.delete(own);
    const node = nodeOf(row);
    if (node) next.set("pick", writeChoice({ kind: "node", id: node }));
    return `/replay?${next}`;
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-none flex-wrap items-center gap-2 px-(--pad) py-2">
        <SearchField
          name="Find a thing"
          value={find}
          change={(text) => void change({ find: text })}
          field="h-[26px] w-full"
          className="min-w-36 flex-1"
        />
        <select
          aria-label="Kind of thing"
          className="field h-[26px] pr-6"
          value={of}
          onChange={(event) => void change({ of: event.target.value || null })}
        >
          <option value="">every kind</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {KIND_NAMES[kind]}
            </option>
          ))}
        </select>
        <span className="num text-12 text-ink-3">
          {rows.length === all.length ? "" : `${formatCount(rows.length)} of `}
          {formatCount(all.length)}, trouble first
          {answer.omitted > 0 && `; ${formatCount(answer.omitted)} more are not listed`}
        </span>
      </div>
      <section
        aria-label="Everything that exists"
        data-scroller=""
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto border-line border-t focus-visible:outline-offset-[-2px]"
      >
        <DataTable
          label="State"
          noun="thing"
          columns={STATE_COLUMNS}
          rows={rows}
          rowKey={({ id }) => id}
          href={href}
          rowHeight={40}
          follows
        />
        {rows.length === 0 && (
          <p className="px-(--pad) py-4 text-ink-3">Nothing of this name or kind at this instant.</p>
        )}
      </section>
    </div>
  );
}
