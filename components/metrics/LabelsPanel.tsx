"use client";
/** The metric's labels, those with the most values first: split by one, filter by a value. Tells which of them makes its series many. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { type Answer, AsyncPanel } from "../shell/AsyncPanel.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { explodingLabel } from "./explodingLabel.ts";
import { LabelsSkeleton } from "./MetricSkeleton.tsx";
import type { MetricRow } from "./metricRows.ts";
import type { MetricState } from "./useMetricState.ts";

type Labels = Answers["metrics"]["labels"];
type Label = Labels["labels"][number];

interface LabelsPanelProps {
  readonly metric: MetricRow;
  readonly query: Answer<Labels>;
  readonly state: MetricState;
}

export function LabelsPanel({ metric, query, state }: LabelsPanelProps) {
  return (
    <aside aria-label="Labels" className="min-w-0 border-line min-[1000px]:border-l max-[1000px]:border-t">
      <div className="sec">
        <h2>Labels</h2>
        {query.data && (
          <span className="sec-sub num">of {formatCountOf(query.data.seriesCount, "series", "series")}</span>
        )}
      </div>
      <AsyncPanel query={query} what="the labels" skeleton={<LabelsSkeleton />}>
        {(data) => <LabelList data={data} state={state} />}
      </AsyncPanel>
      {!metric.derived && metric.sentNames[0] && <SentAttributes sentName={metric.sentNames[0]} />}
    </aside>
  );
}

/** Many values of few labels: the first ones stand open. */
function LabelList({ data, state }: { data: Labels; state: MetricState }) {
  const labels = data.labels.filter(({ name }) => name !== "__name__");
  const [opened, setOpened] = useState<string | null>(null);
  const worst = explodingLabel(data);
  const shown = opened ?? state.filter[0]?.label ?? state.split[0] ?? "";
  return (
    <>
      {worst && (
        <p role="note" className="mx-(--pad) mb-2 border-warn-fill border-l-2 bg-warn-tint px-2.5 py-1.5 text-12">
          <b className="mono font-semibold">{worst.name}</b> has {formatCount(worst.valueCount)} values: it makes most
          of the {formatCount(data.seriesCount)} series. Leave it away at the sender, or put its values into few
          classes, to have fewer.
        </p>
      )}
      {labels.length === 0 && (
        <p className="px-(--pad) text-12 text-ink-3">Its series have no labels in this window.</p>
      )}
      <ul>
        {labels.map((label) => (
          <OneLabel
            key={label.name}
            label={label}
            open={shown === label.name}
            toggle={() => setOpened(shown === label.name ? "" : label.name)}
            state={state}
          />
        ))}
      </ul>
    </>
  );
}

interface OneLabelProps {
  readonly label: Label;
  readonly open: boolean;
  readonly toggle: () => void;
  readonly state: MetricState;
}

const MOST_VALUES = 50;

function OneLabel({ label: { name, valueCount, values }, open, toggle, state }: OneLabelProps) {
  const isSplit = state.split.includes(name);
  return (
    <li className="border-line-soft border-t">
      <div className="flex h-[30px] items-center gap-2 pr-(--pad) pl-[calc(var(--pad)-6px)]">
        <button
          type="button"
          aria-expanded={open}
          onClick={toggle}
          className="flex min-w-0 flex-1 items-center gap-1 text-left text-12"
        >
          <ChevronRight size={12} aria-hidden="true" className={`flex-none text-ink-3 ${open ? "rotate-90" : ""}`} />
          <span className="mono truncate" title={name}>
            {name}
          </span>
          <span className="num ml-auto flex-none pl-2 text-ink-3">{formatCountOf(valueCount, "value")}</span>
        </button>
        {valueCount > 1 || isSplit ? (
          <button
            type="button"
            className="chip"
            aria-pressed={isSplit}
            aria-label={`Split by ${name}`}
            onClick={() => state.toggleSplit(name)}
          >
            split
          </button>
        ) : (
          <span className="w-[38px] flex-none" />
        )}
      </div>
      {open && (
        <ul className="max-h-72 overflow-auto pb-1.5">
          {values.slice(0, MOST_VALUES).map(({ value, series }) => {
            const isOn = state.filter.some((one) => one.label === name && one.value === value);
            return (
              <li key={value}>
                <button
                  type="button"
                  aria-pressed={isOn}
                  title={`Filter by ${name}=${value}`}
                  onClick={() => state.toggleFilter({ label: name, value })}
                  className={`flex min-h-[22px] w-full items-center gap-2 pr-(--pad) pl-[calc(var(--pad)+10px)] text-left text-12 hover:bg-surface focus-visible:outline-offset-[-2px] ${isOn ? "bg-sel" : ""}`}
                >
                  <span className="min-w-0 flex-1 truncate">{shownText(value)}</span>
                  <span className="num flex-none text-ink-3">{formatCount(series)}</span>
                </button>
              </li>
            );
          })}
          {valueCount > MOST_VALUES && (
            <li className="px-(--pad) py-1 text-11 text-ink-3">and {formatCount(valueCount - MOST_VALUES)} more</li>
          )}
        </ul>
      )}
    </li>
  );
}

/** As OTLP has them: also those of the resources, which make series apart without being labels (they stand in target_info). */
function SentAttributes({ sentName }: { sentName: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.metrics.catalog.cardinality.queryOptions({ sentName }));
  if (!data || data.attributes.length === 0) return null;
  return (
    <section aria-label="Attributes as sent" className="border-line border-t pb-4">
      <div className="sec">
        <h2>As OTLP sends them</h2>
      </div>
      <ul className="text-12">
        {data.attributes.slice(0, 20).map(({ key, on, values }) => (
          <li key={`${on} ${key}`} className="flex min-h-[22px] items-center gap-2 px-(--pad)">
            <span className="mono min-w-0 flex-1 truncate" title={key}>
              {key}
            </span>
            <span className="text-11 text-ink-3">{on === "resource" ? "resource" : "point"}</span>
            <span className="num w-20 flex-none text-right text-ink-3">{formatCountOf(values, "value")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
