"use client";
/** What is left of the budgets at the clock's instant, the soonest gone first: the SLOs' part of a page about the whole system. */
import { useMemo } from "react";
import type { SloRow } from "../../server/routers/sloAnswer.ts";
import { Status } from "../charts/Status.tsx";
import { formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { BriefSection, BriefSkeleton } from "../shell/BriefSection.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { budgetWords } from "./budgetWords.ts";
import { troubleFirst } from "./listWords.ts";
import { rowLook, rowTone, sloHref } from "./sloColumns.tsx";
import { formatBudget } from "./sloWords.ts";
import { useSloInstant } from "./useSloInstant.ts";

const MOST_LISTED = 7;

export function Budgets() {
  const { atMs, live } = useSloInstant();
  const query = useClockQuery(useTRPC().slos.list.queryOptions({ atMs }));
  const rows = useMemo(() => query.data && listed(query.data.slos), [query.data]);
  const sub = rows && rows.length > 0 ? `${formatCountOf(rows.length, "SLO")}, shortest first` : "";
  return (
    <BriefSection title="Budgets" sub={sub} href="/slos" all="All SLOs">
      <AsyncPanel query={{ ...query, data: rows }} what="the SLOs" skeleton={<BriefSkeleton rows={4} />}>
        {(budgets) =>
          budgets.length === 0 ? (
            <p className="px-(--pad) pb-3 text-12 text-ink-2">
              {live ? "Nothing is promised yet." : "Nothing was promised yet."} An SLO tells how much may still fail,
              and when that is gone.
              {live && (
                <ClockLink href="/slos?show=presets" className="link ml-1.5">
                  See proposals
                </ClockLink>
              )}
            </p>
          ) : (
            <ul>
              {budgets.slice(0, MOST_LISTED).map((row) => (
                <BudgetRow key={row.slo.id} row={row} />
              ))}
            </ul>
          )
        }
      </AsyncPanel>
    </BriefSection>
  );
}

/** Those that are switched off promise nothing. */
function listed(slos: readonly SloRow[]): readonly SloRow[] {
  const rows = slos.filter(({ slo }) => slo.isEnabled);
  return troubleFirst(rows.map((row) => ({ ...row, title: row.slo.title, isCounting: row.coverage.isFilling })));
}

const FILLS = { warn: "bg-warn-fill", fail: "bg-fail-fill" } as const;
const WORDS = { warn: "text-warn", fail: "text-fail" } as const;

function BudgetRow({ row }: { row: SloRow }) {
  const tone = rowTone(row);
  const { kind, word } = rowLook(row);
  const left = Math.min(1, Math.max(0, row.remaining ?? 0));
  return (
    <li className="relative flex h-[31px] items-center gap-2.5 border-line-soft border-b px-(--pad) last:border-b-0 hover:bg-surface">
      <Status kind={kind} label={word} />
      <ClockLink
        href={sloHref(row)}
        title={row.promise}
        className="min-w-0 flex-1 truncate font-medium underline-offset-2 after:absolute after:inset-0 hover:underline"
      >
        {shownText(row.slo.title)}
      </ClockLink>
      <span
        className="h-[5px] w-12 flex-none overflow-hidden rounded-3 bg-track"
        title={`${formatBudget(row.remaining)} of the budget is left`}
      >
        <span
          className={`block h-full ${tone ? FILLS[tone] : "bg-ink-3"}`}
          style={{ width: `${left * 100}%` }}
          aria-hidden="true"
        />
      </span>
      <span
        className={`num w-[104px] flex-none whitespace-nowrap text-right text-12 ${tone ? WORDS[tone] : "text-ink-3"}`}
      >
        {budgetWords(row)}
      </span>
    </li>
  );
}
