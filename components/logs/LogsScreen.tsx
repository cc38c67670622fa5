"use client";
/** Logs: how many and how bad, when, and the records themselves; a line opens to its full record and leads to its trace. */
import { Loader } from "lucide-react";
import { useMemo } from "react";
import { StackedBars } from "../charts/StackedBars.tsx";
import { AlertsOnCharts } from "../panels/AlertsOnCharts.tsx";
import { ofServices } from "../panels/alertScope.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { Verdict, VerdictSkeleton } from "../shell/Verdict.tsx";
import { useClock } from "../state/clock.tsx";
import { LogFilterBar } from "./LogFilterBar.tsx";
import { LogList } from "./LogList.tsx";
import { LogPanel } from "./LogPanel.tsx";
import { prepareVolume, type VolumeBucket, volumeSentence, volumeTotals } from "./prepareVolume.ts";
import { useLogFilters } from "./useLogFilters.ts";
import { useLogSearch } from "./useLogSearch.ts";

export function LogsScreen() {
  const state = useLogFilters();
  const { query, records, volume, readOn } = useLogSearch(state.filters);
  const opened = records?.find(({ id }) => id === state.filters.record);
  const open = (id: string) => void state.change({ record: id });
  return (
    <div className="flex h-full min-h-0 flex-col">
      {volume && <LogVerdict volume={volume} filtered={state.active} />}
      {query.isPending && <VerdictSkeleton />}
      <LogFilterBar {...state} />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          {(volume !== null || !query.isError) && (state.active || records?.length !== 0) && (
            <div className="h-[120px] border-line border-b px-(--pad) pt-2">
              {volume && <Volume volume={volume} services={state.filters.service} />}
            </div>
          )}
          <AsyncPanel
            query={{ ...query, data: records }}
            what="the log records"
            skeleton={<LogSkeleton />}
            isEmpty={(found) => found.length === 0}
            empty={<NoRecords filtered={state.active} clear={state.clear} />}
          >
            {(found) => (
              <LogList
                records={found}
                openId={state.filters.record}
                open={open}
                foot={<ListFoot more={query.hasNextPage} busy={query.isFetchingNextPage} readOn={readOn} />}
              />
            )}
          </AsyncPanel>
        </div>
        {opened && (
          <LogPanel
            record={opened}
            close={() => open("")}
            filterBy={(filter) => void state.change({ attr: [...state.filters.attr, filter] })}
          />
        )}
      </div>
    </div>
  );
}

/** Rows of nothing yet, as high as the real ones. */
function LogSkeleton() {
  return (
    <div aria-hidden="true">
      <div className="h-7 border-line border-b" />
      {Array.from({ length: 24 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity.
        <div key={row} className="flex h-6 items-center gap-6 px-(--pad)">
          <span className="skeleton h-2.5 w-20 flex-none" />
          <span className="skeleton h-2.5 w-24 flex-none phone:hidden" />
          <span className="skeleton h-2.5" style={{ width: `${24 + ((row * 37) % 40)}%` }} />
        </div>
      ))}
    </div>
  );
}

function LogVerdict({ volume, filtered }: { volume: readonly VolumeBucket[]; filtered: boolean }) {
  const totals = useMemo(() => volumeTotals(volume), [volume]);
  // Without filters the empty list itself says so, and what to do.
  if (totals.all === 0) return filtered ? <Verdict kind="unknown" sentence="No record matches" /> : null;
  const { kind, sentence } = volumeSentence(totals);
  return (
    <Verdict kind={kind} sentence={sentence} why={filtered ? "Of those that match the filters below." : undefined} />
  );
}

interface VolumeProps {
  readonly volume: readonly VolumeBucket[];
  /** Whose records alone are shown; of everybody when none. */
  readonly services: readonly string[];
}

function Volume({ volume, services }: VolumeProps) {
  const { windowMs } = useClock();
  const alerts = useMemo(() => ofServices(services), [services]);
  const input = useMemo(() => prepareVolume(volume, windowMs), [volume, windowMs]);
  return (
    <figure>
      <figcaption className="flex h-4 items-center justify-end gap-3 text-11 text-ink-3">
        {input.series.map(({ name, color }) => (
          <span key={name} className="flex items-center gap-[5px]">
            <span aria-hidden="true" className="size-2 rounded-[2px]" style={{ background: color }} />
            {name.toLowerCase()}
          </span>
        ))}
      </figcaption>
      <AlertsOnCharts of={alerts}>
        <StackedBars input={input} height={94} noun="records" />
      </AlertsOnCharts>
    </figure>
  );
}

function ListFoot({ more, busy, readOn }: { more: boolean; busy: boolean; readOn: () => void }) {
  const { live } = useClock();
  if (!more)
    return <p className="px-(--pad) py-3 text-12 text-ink-3">That is every record that matches in this window.</p>;
  return (
    <div className="px-(--pad) py-3">
      <button type="button" className="btn btn-sm" onClick={readOn} disabled={busy}>
        {busy && <Loader size={12} aria-hidden="true" />}
        {live ? "Hold the clock to read on" : "Read on"}
      </button>
    </div>
  );
}

function NoRecords({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  if (filtered) {
    return (
      <EmptyNotice title="Nothing in this window matches all of the filters.">
        <button type="button" className="link" onClick={clear}>
          Clear the filters
        </button>{" "}
        or look further back with the window at the top.
      </EmptyNotice>
    );
  }
  return <ConnectNotice missing="No log records in this window" signal="logs" />;
}
