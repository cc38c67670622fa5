"use client";
/** What is different between the pins: what changed first as a sentence, then each difference with both values, oldest first. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { Download } from "lucide-react";
import { useMemo, useRef } from "react";
import type { DiffAnswer, Difference } from "../../server/routers/stateAnswer.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { type Answer, AsyncPanel } from "../shell/AsyncPanel.tsx";
import { downloadCsv, writeCsv } from "../shell/csv.ts";
import { DifferenceLine } from "./DifferenceLine.tsx";
import {
  DIFFERENCE_GROUPS,
  type DifferenceGroup,
  type DifferenceRow,
  differenceRows,
  groupOf,
  toldDifferences,
} from "./differenceRows.ts";
import type { ReplayState } from "./useReplayState.ts";

interface DifferencesTabProps {
  readonly query: Answer<DiffAnswer>;
  readonly state: ReplayState;
  /** The map tells services apart by region; the list then does too. */
  readonly placed: boolean;
  readonly isChosen: (difference: Difference) => boolean;
  readonly choose: (difference: Difference) => void;
}

const GROUP_WORDS: Readonly<Record<DifferenceGroup, string>> = { config: "Config", health: "Health", rate: "Rate" };

export function DifferencesTab(props: DifferencesTabProps) {
  return (
    <AsyncPanel query={props.query} what="the differences" skeleton={<LinesSkeleton />}>
      {(diff) => <Differences {...props} diff={diff} />}
    </AsyncPanel>
  );
}

export function LinesSkeleton() {
  return (
    <div className="flex flex-col gap-4 px-(--pad) py-4">
      {Array.from({ length: 8 }, (_, i) => `line ${i}`).map((key) => (
        <div key={key} className="flex flex-col gap-1.5">
          <span className="skeleton h-3.5 w-3/5" />
          <span className="skeleton h-3 w-2/5" />
        </div>
      ))}
    </div>
  );
}

function Differences({ diff, state, placed, isChosen, choose }: DifferencesTabProps & { diff: DiffAnswer }) {
  const { only, calls, change } = state;
  const told = useMemo(() => toldDifferences(diff.differences, placed), [diff, placed]);
  const shown = calls === "all" ? diff.differences : told;
  const rows = useMemo(() => differenceRows(shown, only), [shown, only]);
  const all = useMemo(() => differenceRows(shown, null).length, [shown]);
  const rest = diff.differences.length - told.length;
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="differences">
      {diff.first && (
        <p className="border-line border-b px-(--pad) py-2.5 text-14">
          <span className="text-ink-3">First: </span>
          {shownText(diff.first)}
        </p>
      )}
      <div className="relative flex min-h-11 flex-none items-center gap-2 px-(--pad)">
        <h2 className="num whitespace-nowrap font-semibold leading-4">
          {formatCountOf(all, "difference")}
          <span className="block font-normal text-11 text-ink-3">oldest first</span>
        </h2>
        <fieldset className="seg ml-auto h-[26px]" aria-label="Which differences">
          <button type="button" aria-pressed={only === null} onClick={() => void change({ only: null })}>
            All
          </button>
          {DIFFERENCE_GROUPS.map((group) => (
            <button
              key={group}
              type="button"
              aria-pressed={only === group}
              title={`${formatCount(shown.filter((one) => groupOf(one) === group).length)} of ${formatCount(all)}`}
              onClick={() => void change({ only: group })}
            >
              {GROUP_WORDS[group]}
            </button>
          ))}
        </fieldset>
        <button
          type="button"
          className="icon-btn flex-none"
          aria-label="Download the differences shown as CSV"
          title="Download what is shown as CSV"
          onClick={() => downloadCsv("Differences", writeCsv(CSV_HEAD, rows.map(csvRow)))}
        >
          <Download size={14} strokeWidth={1.6} aria-hidden="true" />
        </button>
      </div>
      {rows.length === 0 ? (
        <p className="px-(--pad) py-3 text-ink-2">
          {all === 0 ? "Nothing is different: everything is as it was." : "None of this kind. "}
          {all > 0 && (
            <button type="button" className="link" onClick={() => void change({ only: null })}>
              Show all
            </button>
          )}
        </p>
      ) : (
        <List rows={rows} isChosen={isChosen} choose={choose} />
      )}
      {(diff.changedBack > 0 || diff.truncated || rest > 0) && (
        <p className="flex-none border-line border-t px-(--pad) py-1.5 text-12 text-ink-3">
          {rest > 0 && (
            <button
              type="button"
              className="link"
              onClick={() => void change({ calls: calls === "all" ? null : "all" })}
            >
              {calls === "all" ? "Leave out what repeats another" : `${formatCount(rest)} more that repeat another`}
            </button>
          )}
          {rest > 0 && diff.changedBack > 0 && " · "}
          {diff.changedBack > 0 && `${formatCountOf(diff.changedBack, "thing")} changed in between and changed back. `}
          {diff.truncated && "More happened in between than was looked at: some instants are missing."}
        </p>
      )}
    </div>
  );
}

const ROW_PX = 47;
const HEAD_PX = 28;

function List({
  rows,
  isChosen,
  choose,
}: Pick<DifferencesTabProps, "isChosen" | "choose"> & { rows: readonly DifferenceRow[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const drifted = rows.findIndex(({ difference }) => difference.atMs === null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => `${rows[index]?.key} ${index === drifted}`,
    estimateSize: (index) => (index === drifted ? ROW_PX + HEAD_PX : ROW_PX),
    overscan: 12,
  });
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
      <ul className="relative" style={{ height: list.getTotalSize() }} aria-label="Differences">
        {list.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <li
              key={row.key}
              ref={list.measureElement}
              data-index={index}
              className="absolute inset-x-0"
              style={{ top: start }}
            >
              {index === drifted && (
                <p className="flex h-7 items-end px-(--pad) pb-1 text-11 text-ink-3">drifted, at no one instant</p>
              )}
              <DifferenceLine
                row={row}
                height={ROW_PX}
                isChosen={isChosen(row.difference)}
                choose={() => choose(row.difference)}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const CSV_HEAD = ["at_unix_ms", "change", "thing", "property", "before", "after", "title"];
const csvRow = ({ difference, values }: DifferenceRow) => [
  difference.atMs,
  difference.change,
  difference.thing,
  difference.property,
  values?.before ?? null,
  values?.after ?? null,
  difference.title,
];
