"use client";
/** Which metrics have the most series, how near each is to the limit, and the label whose values make them so many. */
import { useQuery } from "@tanstack/react-query";
import { Status } from "../charts/Status.tsx";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { useClock } from "../state/clock.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { nearness } from "./nearness.ts";

const REFRESH_MS = 60_000;
const SHOWN = 5;
type Cardinality = Answers["ingest"]["cardinality"];

export function CardinalityPanel() {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.ingest.cardinality.queryOptions({ limit: SHOWN }), refetchInterval: REFRESH_MS });
  return (
    <AsyncPanel query={query} what="how many series there are" skeleton={<div className="skeleton m-5 h-40" />}>
      {(cardinality) => <CardinalityView cardinality={cardinality} />}
    </AsyncPanel>
  );
}

function CardinalityView({ cardinality: { metrics, maxSeriesPerMetric } }: { cardinality: Cardinality }) {
  const { live } = useClock();
  if (metrics.length === 0) return null;
  return (
    <section className="border-line border-b">
      <div className="sec">
        <h2>Metrics with the most series</h2>
        <span className="sec-sub">
          {!live && "as of the present, whatever the clock says · "}
          new ones of a metric are refused at {formatCount(maxSeriesPerMetric)}
          <span className="phone:hidden"> (CHRONOSCOPE_MAX_SERIES_PER_METRIC)</span>
        </span>
      </div>
      <div className="overflow-x-clip">
        <table className="w-full text-left">
          <thead className="text-11 text-ink-3">
            <tr className="h-7 border-line border-y [&>th]:font-normal">
              <th className="pl-(--pad)">Metric</th>
              <th className="pr-(--pad) text-right wide:pr-6">Series</th>
              <th className="phone:hidden">Of the limit</th>
              <th className="pr-(--pad) phone:hidden">Values that make them</th>
            </tr>
          </thead>
          <tbody>
            {metrics.map(({ name, seriesCount, attributes }) => {
              const near = nearness(seriesCount, maxSeriesPerMetric);
              return (
                <tr key={name} className="h-(--row) border-line-soft border-b">
                  <td className="max-w-[46ch] break-all pl-(--pad) phone:py-1.5">
                    <span className="mono">{name}</span>
                    <span className="hidden text-12 text-ink-2 phone:block">
                      <Values of={attributes.slice(0, 1)} />
                    </span>
                  </td>
                  <td className="num pr-(--pad) text-right wide:pr-6">{formatCount(seriesCount)}</td>
                  <td className="whitespace-nowrap phone:hidden">
                    <span className="inline-flex items-baseline gap-2">
                      <Status kind={near.kind} size={10} label="" />
                      {near.words}
                    </span>
                  </td>
                  <td className="pr-(--pad) text-ink-2 phone:hidden">
                    <Values of={attributes} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Values({ of }: { of: Cardinality["metrics"][number]["attributes"] }) {
  return of.map(({ key, on, values }, i) => (
    <span key={`${on} ${key}`}>
      {i > 0 && ", "}
      <span className="mono">{key}</span> {formatCountOf(values, "value")}
    </span>
  ));
}
