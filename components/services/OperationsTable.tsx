"use client";
/** A service's operations: requests, failing and p95 with their change against usual; a row leads to its traces. */
import { useMemo } from "react";
import { Status } from "../charts/Status.tsx";
import { formatLast, formatSeconds, formatSpanOfTime } from "../format/formatDuration.ts";
import { formatCount, formatRatio } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";
import { type Column, DataTable } from "../shell/DataTable.tsx";
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { useClock } from "../state/clock.tsx";
import type { Answers } from "../trpc/client.tsx";
import { quantileColumn, rateColumn } from "./callColumns.tsx";
import { changeOfRatio, changeOfSeconds } from "./changeWords.ts";
import { areAllQuiet, errorTrouble, healthWords, slowTrouble, type Trouble, unjudgedWords } from "./healthWords.ts";
import type { ServiceParts } from "./ServiceTabs.tsx";
import { spanKindWord } from "./spanKinds.ts";

type Operation = Answers["services"]["operations"]["operations"][number];

interface OperationsTableProps {
  readonly service: string;
  readonly query: ServiceParts["operations"];
  /** The busiest alone; all unless given. */
  readonly atMost?: number;
}

export function OperationsTable({ service, query, atMost }: OperationsTableProps) {
  const { windowMs } = useClock();
  const all = query.data?.operations;
  const { columns, hrefOf } = useMemo(() => {
    const hrefOf = ({ name, kind }: Operation) =>
      `/traces?service=${encodeURIComponent(service)}&name=${encodeURIComponent(name)}&kind=${spanKindWord(kind)}`;
    return { columns: operationColumns(hrefOf, !areAllQuiet(all ?? [])), hrefOf };
  }, [service, all]);
  return (
    <section aria-label="Operations">
      <AsyncPanel query={query} what={`the operations of ${service}`} skeleton={<TableSkeleton rows={atMost ?? 14} />}>
        {({ operations }) => (
          <>
            <div className="sec">
              <h2>Operations</h2>
              <span className="sec-sub">
                {atMost && operations.length > atMost
                  ? `the ${atMost} busiest of ${formatCount(operations.length)}`
                  : formatCount(operations.length)}
                , over {formatSpanOfTime(windowMs)}, change against the {formatLast(windowMs)} before, status of the
                last {formatLast(operations[0]?.recent.lengthMs ?? 0)}
              </span>
            </div>
            <DataTable
              label={`Operations of ${service}`}
              noun="operation"
              columns={columns}
              rows={atMost ? operations.slice(0, atMost) : operations}
              rowKey={({ name, kind, overflow }) => `${kind} ${overflow} ${name}`}
              href={hrefOf}
              sortParam="operations"
              rowHeight={28}
            />
          </>
        )}
      </AsyncPanel>
    </section>
  );
}

function operationColumns(hrefOf: (row: Operation) => string, tellsWhy: boolean): Column<Operation>[] {
  return [
    {
      id: "name",
      head: "Operation",
      value: ({ name }) => name,
      cell: (row) => (
        <span className="copy-cell gap-2 font-medium" title={healthWords(row)}>
          <Status kind={row.health.kind} />
          <ClockLink href={hrefOf(row)} title={row.name} className="truncate hover:underline underline-offset-2">
            {row.overflow ? "every other name" : shownText(row.name)}
          </ClockLink>
          <span className="flex-none font-normal text-11 text-ink-3">{spanKindWord(row.kind)}</span>
          {tellsWhy && (
            <span className="flex-none font-normal text-11 text-ink-3 phone:hidden">{unjudgedWords(row)}</span>
          )}
          {!row.overflow && <CopyButton text={row.name} what="span name" />}
        </span>
      ),
    },
    rateColumn(),
    {
      id: "errors",
      csv: "failing_ratio",
      head: "Failing, change",
      number: true,
      width: "16%",
      value: ({ errorRatio }) => errorRatio,
      cell: (row) => (
        <Changed
          text={formatRatio(row.errorRatio)}
          trouble={errorTrouble(row)}
          change={changeOfRatio(row.errorRatio, row.usual?.errorRatio ?? null)}
        />
      ),
    },
    quantileColumn("p50"),
    {
      id: "p95",
      csv: "p95_seconds",
      head: "p95, change",
      number: true,
      width: "19%",
      value: ({ p95Seconds }) => p95Seconds,
      cell: (row) => (
        <Changed
          text={formatSeconds(row.p95Seconds)}
          trouble={slowTrouble(row)}
          change={changeOfSeconds(row.p95Seconds, row.usual?.p95Seconds ?? null)}
        />
      ),
    },
    quantileColumn("p99"),
  ];
}

/** The number of the window, and how far it is from usual; or the number of now that is wrong, which alone has a colour. */
function Changed({ text, trouble, change }: { text: string; trouble: Trouble | null; change: string }) {
  const color = trouble?.tone === "fail" ? "font-medium text-fail" : "font-medium text-warn";
  return (
    <>
      <span className={trouble ? "phone:hidden" : ""}>{text}</span>
      <span
        className={`inline-block text-right text-12 phone:text-13 wide:min-w-19 ${trouble ? color : "phone:hidden text-ink-3"}`}
      >
        {trouble && <span className="phone:hidden">now </span>}
        {trouble?.text ?? change}
      </span>
    </>
  );
}
