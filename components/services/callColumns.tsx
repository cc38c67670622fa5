/** The columns that every table of calls has, whether a row is a service, its operation or its region: requests, failing, p50, p95, p99. */
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRatio, formatRequests } from "../format/formatNumbers.ts";
import type { Column } from "../shell/DataTable.tsx";
import { errorTrouble, type ServiceRow, slowTrouble } from "./healthWords.ts";
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

/** What a row must say besides for its failures and p95, with the numbers of now where they are what is wrong. */
type Counted = Omit<ServiceRow, "service" | "entry">;

export function failingColumn<Row extends Counted>(): Column<Row> {
  return {
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
  };
}

export function p95Column<Row extends Counted>(): Column<Row> {
  return {
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
  };
}
