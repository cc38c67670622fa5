"use client";
/** What a metric is: its names, type, unit and description, how many series of whom, and the ways on. */
import { Check, Copy, SquareTerminal } from "lucide-react";
import { Fragment } from "react";
import { formatCountOf } from "../format/formatNumbers.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useCopy } from "../shell/useCopy.ts";
import { exploreHref } from "../state/exploreLink.ts";
import type { Answers } from "../trpc/client.tsx";
import { type MetricQuestion, metricQueries } from "./metricQueries.ts";
import type { MetricRow } from "./metricRows.ts";

interface MetricHeadProps {
  readonly metric: MetricRow;
  readonly question: MetricQuestion;
  readonly labels: Answers["metrics"]["labels"] | undefined;
}

const MOST_SENDERS = 6;

export function MetricHead({ metric, question, labels }: MetricHeadProps) {
  const queries = metricQueries(question);
  const { copied, copy } = useCopy();
  const others = metric.sentNames.filter((name) => name !== metric.name);
  const CopyIcon = copied ? Check : Copy;
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2.5 px-(--pad) pt-3.5 pb-3">
      <div className="min-w-0 flex-1 phone:basis-full">
        <h1 className="mono font-semibold text-[17px] leading-[26px] wrap-anywhere">
          <BrokenName name={metric.name} />
        </h1>
        <p className="max-w-[90ch] text-14 text-ink-2 phone:text-13">
          {metric.help || "Its senders describe it with no words: the instrument in their code has no description."}
        </p>
        <dl className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-12 [&_dt]:mr-1.5 [&_dt]:inline [&_dt]:text-ink-3 [&_dd]:inline">
          <Fact name="Type">{metric.type === "unknown" ? "not told" : metric.type}</Fact>
          <Fact name="Unit">{metric.unit || "none"}</Fact>
          <Fact name="OTLP name">
            <span className="mono">{others.join(", ") || metric.name}</span>
          </Fact>
          <Fact name="Series">
            <span className="num">
              {metric.series === null ? "…" : formatCountOf(metric.series, "series", "series")}
            </span>
          </Fact>
          <Senders metric={metric} labels={labels} />
        </dl>
      </div>
      <div className="flex gap-2">
        <ClockLink href={exploreHref(queries)} className="btn btn-primary">
          <SquareTerminal size={14} strokeWidth={1.6} aria-hidden="true" />
          Open in Explore
        </ClockLink>
        <button type="button" className="btn" onClick={() => void copy(queries.map(({ expr }) => expr).join("\n"))}>
          <CopyIcon size={13} strokeWidth={1.6} aria-hidden="true" />
          <span aria-live="polite">{copied ? "Copied" : "Copy as PromQL"}</span>
        </button>
      </div>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt>{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}

/** The services behind it: a derived metric's own label, a sent one's `job`, as OTLP's rules make it of the service's name. */
function Senders({ metric, labels }: Pick<MetricHeadProps, "metric" | "labels">) {
  if (!labels) return null;
  const label =
    labels.labels.find(({ name }) => name === "service_name") ?? labels.labels.find(({ name }) => name === "job");
  if (!label) return null;
  const rest = label.valueCount - MOST_SENDERS;
  return (
    <Fact name={metric.derived ? "Counted of" : "Sent by"}>
      {label.values.slice(0, MOST_SENDERS).map(({ value }, i) => (
        <span key={value}>
          {i > 0 && ", "}
          <ClockLink
            href={`/services/${encodeURIComponent(label.name === "job" ? (value.split("/").at(-1) ?? value) : value)}`}
            className="hover:underline underline-offset-2"
          >
            {value}
          </ClockLink>
        </span>
      ))}
      {rest > 0 && ` and ${rest} more`}
    </Fact>
  );
}

/** A long name goes on in a new line where one of its words ends, not within it. */
function BrokenName({ name }: { name: string }) {
  return name.split(/(?<=[_.:])/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in their order.
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
