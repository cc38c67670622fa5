/** The columns of a table of services: status and name, rate, failing, p50, p95, p99, each with its course. */
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import type { Column } from "../shell/DataTable.tsx";
import { failingColumn, p95Column, quantileColumn, rateColumn } from "./callColumns.tsx";
import { healthWords, type ServiceRow, unjudgedWords } from "./healthWords.ts";

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
  failingColumn(),
  quantileColumn("p50"),
  p95Column(),
  quantileColumn("p99"),
];

/** Beside other things there is room for the signals alone. */
const FEW_COLUMNS: readonly Column<ServiceRow>[] = [
  rateColumn<ServiceRow>(),
  failingColumn<ServiceRow>(),
  p95Column<ServiceRow>(),
].map((column) => ({
  ...column,
  width: "21.5%",
}));

export const SERVICE_COLUMNS = [nameColumn(true), ...NUMBER_COLUMNS];
/** Where none of the services is called now the page says so: their names stand alone. */
export const QUIET_COLUMNS = [nameColumn(false), ...NUMBER_COLUMNS];

export const BRIEF_COLUMNS = [nameColumn(true), ...FEW_COLUMNS];
export const BRIEF_QUIET_COLUMNS = [nameColumn(false), ...FEW_COLUMNS];
