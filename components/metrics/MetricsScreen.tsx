"use client";
/** Every metric: what it is, in what unit, how many series it has; found by its name, under its prefix or the most series first. */
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { SearchField } from "../shell/SearchField.tsx";
import { MetricList } from "./MetricList.tsx";
import { findMetrics, groupByPrefix, type MetricRow, mostSeriesFirst, type TypeFilter } from "./metricRows.ts";
import { useMetricRows } from "./useMetricRows.ts";

const TYPES = ["counter", "gauge", "histogram", "summary", "unknown"] as const satisfies readonly TypeFilter[];
const ORDERS = ["name", "series"] as const;

export function MetricsScreen() {
  const query = useMetricRows();
  return (
    <AsyncPanel
      query={query}
      what="the metrics"
      skeleton={<ListSkeleton />}
      isEmpty={(rows) => rows.length === 0}
      empty={<ConnectNotice missing="No metric was ever received" />}
    >
      {(rows) => <Metrics rows={rows} />}
    </AsyncPanel>
  );
}

function Metrics({ rows }: { rows: readonly MetricRow[] }) {
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault("").withOptions({ throttleMs: 200 }));
  const [type, setType] = useQueryState("type", parseAsStringLiteral(TYPES));
  const [order, setOrder] = useQueryState("order", parseAsStringLiteral(ORDERS).withDefault("name"));
  const found = useMemo(() => findMetrics(rows, search, type), [rows, search, type]);
  const groups = useMemo(
    () => (order === "series" ? [{ prefix: "", rows: mostSeriesFirst(found) }] : groupByPrefix(found)),
    [found, order],
  );
  const sent = rows.filter(({ derived }) => !derived).length;
  return (
    <div className="flex min-h-full flex-col">
      <header className="px-(--pad) pt-3.5 pb-2">
        <h1 className="font-semibold text-18 leading-[26px] tracking-[-0.014em] phone:text-[16px]">{sentence(rows)}</h1>
        <p className="text-14 text-ink-2 phone:text-13">
          {formatCount(sent)} sent by services, {formatCount(rows.length - sent)} counted here from spans and logs.
        </p>
      </header>
      <div className="flex flex-wrap items-center gap-1.5 px-(--pad) pb-2.5">
        <SearchField
          name="Find a metric"
          value={search}
          change={(text) => void setSearch(text)}
          placeholder="Name, unit or words of the description"
          field="w-[320px] phone:w-full"
        />
        {TYPES.map((one) => (
          <TypeChip
            key={one}
            type={one}
            count={rows.filter((row) => row.type === one).length}
            pressed={type === one}
            press={() => void setType(type === one ? null : one)}
          />
        ))}
        <fieldset className="seg ml-auto">
          <legend className="sr-only">Order</legend>
          <button type="button" aria-pressed={order === "name"} onClick={() => void setOrder(null)}>
            By name
          </button>
          <button type="button" aria-pressed={order === "series"} onClick={() => void setOrder("series")}>
            Most series first
          </button>
        </fieldset>
      </div>
      {found.length > 0 ? (
        <MetricList groups={groups} most={rows.reduce((most, { series }) => Math.max(most, series ?? 0), 0)} />
      ) : (
        <EmptyNotice title={`None of the ${formatCountOf(rows.length, "metric")} has all of these words.`}>
          <button
            type="button"
            className="link"
            onClick={() => {
              void setSearch(null);
              void setType(null);
            }}
          >
            Show all
          </button>
        </EmptyNotice>
      )}
    </div>
  );
}

/** "238 metrics make 12,400 series; http_server_duration makes a third of them". */
function sentence(rows: readonly MetricRow[]): string {
  const total = rows.reduce((sum, { series }) => sum + (series ?? 0), 0);
  const worst = mostSeriesFirst(rows)[0];
  const told = `${formatCountOf(rows.length, "metric")} ${rows.length === 1 ? "makes" : "make"} ${formatCountOf(total, "series", "series")}`;
  const share = total > 0 ? (worst?.series ?? 0) / total : 0;
  return share >= 0.25 && rows.length > 4 ? `${told}; ${worst?.name} makes ${Math.round(share * 100)} % of them` : told;
}

interface TypeChipProps {
  readonly type: string;
  readonly count: number;
  readonly pressed: boolean;
  readonly press: () => void;
}

function TypeChip({ type, count, pressed, press }: TypeChipProps) {
  if (count === 0 && !pressed) return null;
  return (
    <button type="button" className="chip" aria-pressed={pressed} onClick={press}>
      {type === "unknown" ? "no type" : type} <span className="num text-ink-3">{formatCount(count)}</span>
    </button>
  );
}

/** Rows of nothing yet, as high as the real ones. */
function ListSkeleton() {
  return (
    <div aria-hidden="true">
      <div className="h-[112px]" />
      {Array.from({ length: 18 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity.
        <div key={row} className="flex h-[30px] items-center gap-6 border-line-soft border-t px-(--pad)">
          <span className="skeleton h-3" style={{ width: 150 + ((row * 53) % 160) }} />
          <span className="skeleton ml-auto h-3 w-16" />
          <span className="skeleton h-3 w-[38%] phone:hidden" />
        </div>
      ))}
    </div>
  );
}
