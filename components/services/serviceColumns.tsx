/** The columns of a table of services: status and name, rate, failing, p50, p95, p99, each with its course. */
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRatio } from "../format/formatNumbers.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import type { Column } from "../shell/DataTable.tsx";
import { quantileColumn, rateColumn } from "./callColumns.tsx";
import { errorTrouble, healthWords, type ServiceRow, slowTrouble, unjudgedWords } from "./healthWords.ts";
import { SparkCell } from "./SparkCell.tsx";

export const serviceHref = ({ service }: ServiceRow) => `/services/${encodeURIComponent(service)}`;

const nameColumn = (tellsWhy: boolean): Column<ServiceRow> => ({
  id: "service",
  head: "Service",
  value: ({ service }) => service,
  cell: (row) => (
    <span className="flex items-center gap-2 font-medium" title={healthWords(row)}>
      <Status kind={row.health.kind} />
      <ClockLink href={serviceHref(row)} className="min-w-0 hover:underline underline-offset-2">
        <ServiceName service={row.service} />
      </ClockLink>
      {tellsWhy && <span className="flex-none font-normal text-11 text-ink-3 phone:hidden">{unjudgedWords(row)}</span>}
    </span>
  ),
});

const NUMBER_COLUMNS: readonly Column<ServiceRow>[] = [
  rateColumn(),
  {
    id: "errors",
    csv: "failing_ratio",
    head: "Failing",
    number: true,
    width: "16%",
    value: ({ errorRatio }) => errorRatio,
    cell: (row) => (
      <SparkCell
        text={errorTrouble(row)?.text ?? formatRatio(row.errorRatio)}
        values={row.sparks.errorRatio}
        tone={errorTrouble(row)?.tone}
        max={0.02}
        quiet={row.errors === 0}
      />
    ),
  },
  quantileColumn("p50"),
  {
    id: "p95",
    csv: "p95_seconds",
    head: "p95",
    number: true,
    width: "17%",
    value: ({ p95Seconds }) => p95Seconds,
    cell: (row) => (
      <SparkCell
        text={slowTrouble(row)?.text ?? formatSeconds(row.p95Seconds)}
        values={row.sparks.p95Seconds}
        tone={slowTrouble(row)?.tone}
      />
    ),
  },
  quantileColumn("p99"),
];

export const SERVICE_COLUMNS = [nameColumn(true), ...NUMBER_COLUMNS];
/** Where none of the services is called now the page says so: their names stand alone. */
export const QUIET_COLUMNS = [nameColumn(false), ...NUMBER_COLUMNS];
