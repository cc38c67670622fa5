"use client";
/** The pages at the foot of a phone: what one does on a phone, each with the mark that somebody must act, then a menu of the others. */
import { MoreHorizontal } from "lucide-react";
import { usePathname } from "next/navigation";
import { ClockLink } from "./ClockLink.tsx";
import { type Destination, destinationOf, dueWords, TABS } from "./destinations.ts";
import { OnDemand } from "./OnDemand.tsx";
import { useDueCounts } from "./useDueCounts.ts";

const loadMore = () => import("./MorePages.tsx").then(({ MorePages }) => MorePages);
/** As the tabs beside it. */
const TAB = "flex flex-col items-center justify-center gap-[3px] font-medium text-11";
export const MORE_TAB = `${TAB} text-ink-3`;

export function MoreTab() {
  return (
    <>
      <MoreHorizontal size={18} strokeWidth={1.5} aria-hidden="true" />
      <span>More</span>
    </>
  );
}

export function PhoneTabs() {
  const current = destinationOf(usePathname());
  const due = useDueCounts();
  return (
    <nav
      aria-label="Pages"
      className="wide:hidden grid h-15 auto-cols-fr grid-flow-col border-line-soft border-t bg-surface"
      style={{ gridArea: "tabs" }}
    >
      {TABS.map((page) => (
        <Tab key={page.href} page={page} on={page === current} count={page.counts ? (due?.[page.counts] ?? 0) : 0} />
      ))}
      <OnDemand load={loadMore} label="More pages" className={MORE_TAB}>
        <MoreTab />
      </OnDemand>
    </nav>
  );
}

interface TabProps {
  readonly page: Destination;
  readonly on: boolean;
  /** Of how many somebody must take care; 0 says nothing. */
  readonly count: number;
}

function Tab({ page, on, count }: TabProps) {
  const Icon = page.icon;
  return (
    <ClockLink
      href={page.href}
      aria-current={on ? "page" : undefined}
      aria-label={page.name + dueWords(page, count)}
      className={`${TAB} ${on ? "text-ink" : "text-ink-3"}`}
    >
      <span className="relative">
        <Icon size={18} strokeWidth={1.5} aria-hidden="true" />
        {count > 0 && (
          <span
            aria-hidden="true"
            className="num absolute -top-1 left-[15px] min-w-4 rounded-3 bg-fail-fill px-1 text-center font-medium text-[10px] text-canvas leading-[14px]"
          >
            {count > 99 ? "99+" : count}
          </span>
        )}
      </span>
      <span>{page.name}</span>
    </ClockLink>
  );
}
