"use client";
/** The samples that a selector of the query matches, as they are stored: nothing rated, nothing aligned. Newest first. */
import { useState } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { labelsText } from "../panels/legendName.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";

interface ExploreSamplesProps {
  readonly letter: string;
  readonly expr: string;
  /** Which of the query's selectors, from 0. */
  readonly selector: number;
  readonly choose: (selector: number) => void;
}

type Samples = Answers["metrics"]["catalog"]["samples"];

export function ExploreSamples({ letter, expr, selector, choose }: ExploreSamplesProps) {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const query = useClockQuery(trpc.metrics.catalog.samples.queryOptions({ startMs, endMs, expr, selector }));
  return (
    <AsyncPanel query={query} what="the samples" skeleton={<div className="h-[340px]" />}>
      {(data) => (
        <>
          <div className="flex flex-wrap items-center gap-2 px-(--pad) py-2">
            <span className="text-12 text-ink-3">Samples of query {letter}:</span>
            {data.selectors.map((text, i) => (
              <button
                key={text}
                type="button"
                className="chip max-w-full"
                aria-pressed={i === Math.min(selector, data.selectors.length - 1)}
                onClick={() => choose(i)}
              >
                <span className="mono truncate">{text}</span>
              </button>
            ))}
          </div>
          {data.problem && (
            <p role="alert" className="px-(--pad) text-fail">
              {data.problem.message}
            </p>
          )}
          {!data.problem && data.selectors.length === 0 && (
            <EmptyNotice title="This query selects no series: it has no samples behind it." />
          )}
          {!data.problem && data.selectors.length > 0 && <SeriesOfSamples data={data} />}
        </>
      )}
    </AsyncPanel>
  );
}

function SeriesOfSamples({ data: { series, total } }: { data: Samples }) {
  const [opened, setOpened] = useState<string | null>(null);
  if (series.length === 0) return <EmptyNotice title="No sample of this selector lies in the window." />;
  const shown = opened ?? labelsText(series[0]?.labels ?? {});
  return (
    <section aria-label="Samples">
      <p className="px-(--pad) pb-1 text-11 text-ink-3">
        {total > series.length
          ? `${series.length} of ${formatCount(total)} series`
          : formatCountOf(total, "series", "series")}
      </p>
      {series.map((one) => {
        const name = labelsText(one.labels);
        return (
          <div key={name} className="border-line border-t">
            <button
              type="button"
              aria-expanded={shown === name}
              className="flex min-h-[26px] w-full items-center gap-3 px-(--pad) text-left text-12 hover:bg-surface focus-visible:outline-offset-[-2px]"
              onClick={() => setOpened(shown === name ? "" : name)}
            >
              <span className="mono min-w-0 flex-1 truncate" title={name}>
                {name || "{}"}
              </span>
              <span className="num text-ink-3">{formatCountOf(one.total, "sample")}</span>
            </button>
            {shown === name && <SampleTable samples={one} />}
          </div>
        );
      })}
    </section>
  );
}

function SampleTable({ samples: { samples, total } }: { samples: Samples["series"][number] }) {
  const zone = useZone();
  return (
    <section
      className="max-h-[360px] overflow-auto border-line-soft border-t focus-visible:outline-offset-[-2px]"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
      tabIndex={0}
      aria-label="Samples of this series"
    >
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col" className="w-56">
              Time
            </th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {samples.map(({ timeMs, value, histogram }) => (
            <tr key={timeMs} className="h-[22px]">
              <td className="num" title={new Date(timeMs).toISOString()}>
                {formatInstant(timeMs, zone, "clockMs")}
              </td>
              <td className="mono" title={histogram}>
                {histogram ?? String(value ?? "")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > samples.length && (
        <p className="px-(--pad) py-1.5 text-11 text-ink-3">
          The newest {samples.length} of {formatCount(total)}; a shorter window shows the others.
        </p>
      )}
    </section>
  );
}
