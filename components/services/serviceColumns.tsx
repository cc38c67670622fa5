/** The columns of a table of services: status and name, rate, failing, p50, p95, p99, each with its course. */
import { memo } from "react";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status, type StatusKind } from "../charts/Status.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import type { Column } from "../shell/DataTable.tsx";
import { failingColumn, p95Column, quantileColumn, rateColumn } from "./callColumns.tsx";
import { healthWords, type ServiceRow, unjudgedWords } from "./healthWords.ts";

export const serviceHref = ({ service }: Pick<ServiceRow, "service">) => `/services/${encodeURIComponent(service)}`;

interface NameCellProps {
  readonly service: string;
  readonly kind: StatusKind;
  readonly words: string;
  readonly note: string;
}

/** Drawn anew only when what it says is another: links are dear, and rows are made with every step of the moving playhead. */
const NameCell = memo(function NameCell({ service, kind, words, note }: NameCellProps) {
  return (
    <span className="flex items-center gap-2 font-medium" title={words}>
      <Status kind={kind} />
      <ClockLink href={serviceHref({ service })} className="min-w-0 hover:underline underline-offset-2">
        <ServiceName service={service} />
      </ClockLink>
      {note && <span className="flex-none font-normal text-11 text-ink-3 phone:hidden">{note}</span>}
    </span>
  );
});

const nameColumn = (tellsWhy: boolean): Column<ServiceRow> => ({
  id: "service",
  head: "Service",
  value: ({ service }) => service,
  cell: (row) => (
    <NameCell
      service={row.service}
      kind={row.health.kind}
      words={healthWords(row)}
      note={tellsWhy ? unjudgedWords(row) : ""}
    />
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
