"use client";
/** Who calls a service and whom it calls: rate, failing and p95 of each edge; a row leads to the other service. */
import { Database, Inbox } from "lucide-react";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { formatCount, formatRequests } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { type Column, DataTable } from "../shell/DataTable.tsx";
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { useClock } from "../state/clock.tsx";
import type { Answers } from "../trpc/client.tsx";
import { FailingRatio, JudgedP95 } from "./FailingRatio.tsx";
import { healthWords, stretchWords } from "./healthWords.ts";
import type { ServiceParts } from "./ServiceTabs.tsx";

type Edge = Answers["services"]["edges"]["callers"][number];

const COLUMNS: readonly Column<Edge>[] = [
  { id: "service", head: "Service", value: ({ service }) => service, cell: (edge) => <Peer edge={edge} /> },
  {
    id: "rate",
    csv: "requests_per_second",
    head: "Requests",
    number: true,
    wide: true,
    width: "24%",
    value: ({ ratePerSecond }) => ratePerSecond,
    cell: ({ calls, ratePerSecond }) => formatRequests(calls, ratePerSecond),
  },
  {
    id: "errors",
    csv: "failing_ratio",
    head: "Failing",
    number: true,
    width: "18%",
    value: ({ errorRatio }) => errorRatio,
    cell: (edge) => <FailingRatio row={edge} />,
  },
  {
    id: "p95",
    csv: "p95_seconds",
    head: "p95",
    number: true,
    width: "18%",
    value: (edge) => edge.p95Seconds,
    cell: (edge) => <JudgedP95 row={edge} />,
  },
];

/** A database or a queue sends no spans of its own: it has no page. */
function Peer({ edge }: { edge: Edge }) {
  const Icon = edge.type === "database" ? Database : edge.type === "messaging_system" ? Inbox : null;
  const name = edge.service || "outside";
  return (
    <span className="flex items-center gap-2 font-medium" title={healthWords(edge)}>
      <Status kind={edge.health.kind} />
      {edge.type === "" ? (
        <ClockLink
          href={`/services/${encodeURIComponent(edge.service)}`}
          className="min-w-0 hover:underline underline-offset-2"
        >
          <ServiceName service={name} />
        </ClockLink>
      ) : (
        <ServiceName service={name} />
      )}
      {Icon && <Icon size={13} strokeWidth={1.6} className="text-ink-3" aria-hidden="true" />}
      {edge.type && (
        <span className="flex-none font-normal text-11 text-ink-3 phone:hidden">
          {edge.type.replace("_", " ").replace("virtual node", "outside")}
        </span>
      )}
    </span>
  );
}

interface DependenciesPanelProps {
  readonly service: string;
  readonly query: ServiceParts["edges"];
}

export function DependenciesPanel({ service, query }: DependenciesPanelProps) {
  return (
    <AsyncPanel query={query} what={`whom ${service} calls`} skeleton={<TableSkeleton rows={8} />}>
      {({ callers, callees }) => (
        <div className="grid wide:grid-cols-2 wide:[&>*+*]:border-line wide:[&>*+*]:border-l">
          <Side
            title="Called by"
            edges={callers}
            nobody={`No other service's call to ${service} was seen in this window.`}
            sortParam="callers"
          />
          <Side title="Calls" edges={callees} nobody={`${service} called nobody in this window.`} sortParam="callees" />
        </div>
      )}
    </AsyncPanel>
  );
}

interface SideProps {
  readonly title: string;
  readonly edges: readonly Edge[];
  readonly nobody: string;
  readonly sortParam: string;
}

function Side({ title, edges, nobody, sortParam }: SideProps) {
  const { windowMs } = useClock();
  return (
    <section aria-label={title}>
      <div className="sec">
        <h2>{title}</h2>
        <span className="sec-sub num">
          {formatCount(edges.length)}
          {edges.length > 0 && <span className="phone:hidden"> · {stretchWords(edges, windowMs)}</span>}
        </span>
      </div>
      {edges.length === 0 ? (
        <p className="px-(--pad) pb-4 text-12 text-ink-3">{nobody}</p>
      ) : (
        <DataTable
          label={title}
          noun="service"
          columns={COLUMNS}
          rows={edges}
          rowKey={({ service, type }) => `${type} ${service}`}
          sortParam={sortParam}
        />
      )}
    </section>
  );
}
