/** The columns of the table of everything: name with health and reason, kind, rate, failing, p95, instances, versions. */
import { Status } from "../charts/Status.tsx";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRate, formatRatio } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { rateUnit, STATUS_OF } from "../graph/mapWords.ts";
import type { Column } from "../shell/DataTable.tsx";
import { KIND_NAMES, type StateRow } from "./stateRows.ts";

const TONES: Readonly<Record<StateRow["health"], string>> = {
  failed: "text-fail",
  degraded: "text-warn",
  healthy: "",
  unknown: "",
};

export const STATE_COLUMNS: readonly Column<StateRow>[] = [
  {
    id: "name",
    head: "Name",
    csv: "name",
    value: ({ name }) => name,
    cell: ({ name, health, reason }) => (
      <span className="flex min-w-0 items-center gap-2" title={reason ? `${name}: ${reason}` : name}>
        <Status kind={STATUS_OF[health]} size={10} />
        <span className="min-w-0 leading-[17px]">
          <span className="block truncate font-medium">{shownText(name)}</span>
          {reason && (
            <span className={`block truncate text-12 ${TONES[health] || "text-ink-3"}`}>{shownText(reason)}</span>
          )}
        </span>
      </span>
    ),
  },
  {
    id: "health",
    head: "Health",
    csv: "health",
    width: "60px",
    wide: true,
    value: ({ health, reason }) => (reason ? `${health}: ${reason}` : health),
    cell: ({ health }) => <span className="text-ink-2">{health === "unknown" ? "no data" : health}</span>,
  },
  {
    id: "kind",
    head: "Kind",
    csv: "kind",
    width: "86px",
    wide: true,
    value: ({ kind }) => kind,
    cell: ({ kind }) => <span className="text-ink-2">{KIND_NAMES[kind]}</span>,
  },
  {
    id: "rate",
    head: "Rate",
    csv: "requests_per_second",
    number: true,
    width: "90px",
    value: ({ requestsPerSecond }) => requestsPerSecond,
    cell: ({ requestsPerSecond, peerType }) => formatRate(requestsPerSecond, rateUnit(peerType)),
  },
  {
    id: "errors",
    head: "Failing",
    csv: "failing_ratio",
    number: true,
    width: "62px",
    value: ({ errorRatio }) => errorRatio,
    cell: ({ errorRatio, health }) => (
      <span className={(errorRatio ?? 0) >= 0.005 ? TONES[health] : ""}>{formatRatio(errorRatio)}</span>
    ),
  },
  {
    id: "p95",
    head: "p95",
    csv: "p95_seconds",
    number: true,
    width: "80px",
    wide: true,
    value: ({ p95Seconds }) => p95Seconds,
    cell: ({ p95Seconds }) => formatSeconds(p95Seconds),
  },
  {
    id: "instances",
    head: "Runs",
    csv: "instances",
    number: true,
    width: "46px",
    wide: true,
    value: ({ instances }) => instances,
    cell: ({ instances }) => instances ?? "",
  },
  {
    id: "versions",
    head: "Version",
    csv: "versions",
    width: "88px",
    wide: true,
    value: ({ versions }) => versions,
    cell: ({ versions }) => <span className="num text-ink-2">{shownText(versions)}</span>,
  },
];
