"use client";
/** Explore without a query: questions to begin with, asked of what is counted here anyway, and what was asked last. */
import { useQuery } from "@tanstack/react-query";
import { ClockLink } from "../shell/ClockLink.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { type AskedQuery, type HistoryEntry, keyOf } from "./queryHistory.ts";

const QUESTIONS: readonly (AskedQuery & { readonly asks: string })[] = [
  {
    asks: "How many requests does each service answer?",
    expr: 'sum by (service_name) (rate(traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"}[$__span_interval]))',
    legend: "{{service_name}}",
  },
  {
    asks: "Which services fail, and how much of what they do?",
    expr: 'sum by (service_name) (rate(traces_span_metrics_calls_total{status_code="STATUS_CODE_ERROR"}[$__span_interval])) / sum by (service_name) (rate(traces_span_metrics_calls_total[$__span_interval]))',
    legend: "{{service_name}}",
  },
  {
    asks: "How long do the slowest twentieth of requests take?",
    expr: 'histogram_quantile(0.95, sum by (service_name) (rate(traces_span_metrics_duration_seconds{span_kind="SPAN_KIND_SERVER"}[$__span_interval])))',
    legend: "{{service_name}}",
  },
  {
    asks: "Who logs errors?",
    expr: 'sum by (service_name) (rate(log_records_total{severity="ERROR"}[$__span_interval]))',
    legend: "{{service_name}}",
  },
];
const MOST_EARLIER = 5;

interface ExploreStartProps {
  readonly choose: (queries: readonly AskedQuery[]) => void;
  readonly history: readonly HistoryEntry[];
}

export function ExploreStart({ choose, history }: ExploreStartProps) {
  const trpc = useTRPC();
  const newest = useQuery(trpc.ingest.newest.queryOptions(undefined, { refetchInterval: 5_000 })).data;
  if (newest && Object.values(newest).every((at) => at === null)) return <ConnectNotice missing="Nothing to ask yet" />;
  return (
    <div className="grid grid-cols-1 gap-x-10 gap-y-5 px-(--pad) py-4 min-[1000px]:grid-cols-2">
      <section aria-label="Questions to begin with" className={history.length === 0 ? "col-span-full" : ""}>
        <h2>Begin with a question</h2>
        <ul className="mt-1.5">
          {QUESTIONS.map(({ asks, expr, legend }) => (
            <li key={asks} className="border-line-soft border-t">
              <Choice queries={[{ expr, legend }]} choose={choose} title={asks} />
            </li>
          ))}
        </ul>
        <p className="mt-2 text-12 text-ink-3">
          Type above to have names, labels and values offered. Every metric there is stands on{" "}
          <ClockLink className="link" href="/metrics">
            Metrics
          </ClockLink>
          .
        </p>
      </section>
      {history.length > 0 && (
        <section aria-label="Asked last">
          <h2>Asked last</h2>
          <ul className="mt-1.5">
            {history.slice(0, MOST_EARLIER).map((entry) => (
              <li key={keyOf(entry)} className="border-line-soft border-t">
                <Choice queries={entry.queries} choose={choose} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly queries: readonly AskedQuery[];
  readonly choose: (queries: readonly AskedQuery[]) => void;
  readonly title?: string;
}

function Choice({ queries, choose, title }: ChoiceProps) {
  return (
    <button
      type="button"
      className="w-full min-w-0 py-1.5 text-left hover:bg-surface focus-visible:outline-offset-[-2px]"
      onClick={() => choose(queries)}
    >
      {title && <span className="block font-medium">{title}</span>}
      {queries.map(({ expr }) => (
        <code key={expr} className="mono block truncate text-ink-3" title={expr}>
          {expr}
        </code>
      ))}
    </button>
  );
}
