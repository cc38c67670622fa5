/** The columns of the table of SLOs: status and title, service, promise, what is left, how long it lasts, its last week, whose it is. */
import type { SloRow } from "../../server/routers/sloAnswer.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import type { Column } from "../shell/DataTable.tsx";
import { BudgetSpark } from "./BudgetSpark.tsx";
import { budgetLook } from "./budgetWords.ts";
import { lastsWords } from "./listWords.ts";
import { formatBudget, formatBurn, formatObjective, shortWindow } from "./sloWords.ts";

export const sloHref = ({ slo }: Pick<SloRow, "slo">) => `/slos/${encodeURIComponent(slo.id)}`;
export const editHref = (id: string) => `/slos/${encodeURIComponent(id)}/edit`;
export const rowLook = budgetLook;

/** Colour of what is wrong; none where nothing is. */
export function rowTone(row: SloRow): "warn" | "fail" | null {
  const { kind } = rowLook(row);
  return kind === "fail" || kind === "warn" ? kind : null;
}
const TONES = { warn: "font-medium text-warn", fail: "font-medium text-fail" } as const;

export const SLO_COLUMNS: readonly Column<SloRow>[] = [
  {
    id: "slo",
    head: "SLO",
    value: ({ slo }) => slo.title,
    cell: (row) => {
      const { kind, word } = rowLook(row);
      return (
        <span className="flex items-center gap-2 font-medium" title={row.promise}>
          <Status kind={kind} label="" />
          <ClockLink href={sloHref(row)} className="min-w-0 truncate hover:underline underline-offset-2">
            {row.slo.title}
          </ClockLink>
          <span className={`flex-none font-normal text-11 ${kind === "ok" ? "text-ink-3 phone:hidden" : "text-ink-2"}`}>
            {stateWords(row, word)}
          </span>
        </span>
      );
    },
  },
  {
    id: "service",
    head: "Service",
    value: ({ slo }) => slo.service,
    width: "13%",
    wide: true,
    cell: ({ slo }) => (slo.service ? <ServiceName service={slo.service} /> : null),
  },
  {
    id: "owner",
    head: "Owner",
    value: ({ slo }) => slo.owner,
    width: "10%",
    wide: true,
    cell: ({ slo }) => <span className="text-ink-2">{slo.owner}</span>,
  },
  {
    id: "objective",
    csv: "objective_ratio",
    head: "Objective",
    value: ({ slo }) => slo.objective,
    number: true,
    width: "12%",
    wide: true,
    cell: ({ slo }) => (
      <>
        {formatObjective(slo.objective)} <span className="text-ink-3">{shortWindow(slo.window)}</span>
      </>
    ),
  },
  {
    id: "week",
    head: "7 days",
    number: true,
    width: "124px",
    wide: true,
    cell: (row) => (
      <span className="flex justify-end">
        <BudgetSpark values={row.spark} tone={rowTone(row)} />
      </span>
    ),
  },
  {
    id: "left",
    csv: "budget_left_ratio",
    head: "Budget left",
    phoneWidth: "92px",
    value: ({ remaining }) => remaining,
    number: true,
    width: "10%",
    cell: ({ remaining, status }) =>
      status === "unknown" ? (
        <span className="text-ink-3" title={remaining === null ? "nothing is known" : "when there was data last"}>
          {formatBudget(remaining)}
        </span>
      ) : (
        <span className={remaining !== null && remaining <= 0 ? TONES.fail : ""}>{formatBudget(remaining)}</span>
      ),
  },
  {
    id: "lasts",
    csv: "hours_left",
    head: "Gone in",
    phoneWidth: "92px",
    value: ({ leftMs }) => (leftMs === null ? null : leftMs / 3_600_000),
    number: true,
    width: "10%",
    cell: (row) => (
      <span className={row.leftMs === null || row.leftMs <= 0 ? "text-ink-2" : toneClass(row)}>{lastsWords(row)}</span>
    ),
  },
  {
    id: "burn",
    csv: "burn_rate",
    head: "Burn, 1 h",
    value: ({ burnRate }) => burnRate,
    number: true,
    width: "8%",
    wide: true,
    cell: ({ burnRate }) => <span className="text-ink-2">{formatBurn(burnRate)}</span>,
  },
];

function toneClass(row: SloRow): string {
  const tone = rowTone(row);
  return tone === null ? "" : TONES[tone];
}

/** "burning", "still counting", "off", "no data for 3 h": what must stand beside the title. */
function stateWords(row: SloRow, word: string): string {
  const { slo, coverage, status } = row;
  if (!slo.isEnabled) return "off";
  if (coverage.problem !== null) return "cannot be counted";
  if (coverage.isFilling && status === "unknown") return "still counting";
  return status === "healthy" ? (row.leftMs !== null && rowTone(row) ? "burns fast" : "") : word;
}
