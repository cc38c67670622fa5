/** The columns that every table of calls has, whether a row is a service or one of its operations: requests, p50, p99. */
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRequests } from "../format/formatNumbers.ts";
import type { Column } from "../shell/DataTable.tsx";
import type { ServiceRow } from "./healthWords.ts";
import { SparkCell } from "./SparkCell.tsx";

/** What such a row must say. */
type Called = Pick<ServiceRow, "calls" | "ratePerSecond" | "p50Seconds" | "p99Seconds"> & {
  readonly sparks: Pick<ServiceRow["sparks"], "ratePerSecond">;
};

export function rateColumn<Row extends Called>(): Column<Row> {
  return {
    id: "rate",
    csv: "requests_per_second",
    head: "Requests",
    number: true,
    wide: true,
    width: "17%",
    value: ({ ratePerSecond }) => ratePerSecond,
    cell: (row) => (
      <SparkCell text={formatRequests(row.calls, row.ratePerSecond)} values={row.sparks.ratePerSecond} minWidth={76} />
    ),
  };
}

export function quantileColumn<Row extends Called>(quantile: "p50" | "p99"): Column<Row> {
  const of = (row: Row) => row[`${quantile}Seconds`];
  return {
    id: quantile,
    csv: `${quantile}_seconds`,
    head: quantile,
    number: true,
    wide: true,
    width: "9%",
    value: of,
    cell: (row) => formatSeconds(of(row)),
  };
}
