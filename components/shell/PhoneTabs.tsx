"use client";
/** The pages at the foot of a phone: those one looks at most, then a menu of the others. */
import { MoreHorizontal } from "lucide-react";
import { usePathname } from "next/navigation";
import { ClockLink } from "./ClockLink.tsx";
import { DESTINATIONS, destinationOf } from "./destinations.ts";
import { OnDemand } from "./OnDemand.tsx";

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
  return (
    <nav
      aria-label="Pages"
      className="wide:hidden grid h-15 auto-cols-fr grid-flow-col border-line-soft border-t bg-surface"
      style={{ gridArea: "tabs" }}
    >
      {DESTINATIONS.filter(({ tab }) => tab !== false).map((page) => {
        const Icon = page.icon;
        const on = page === current;
        return (
          <ClockLink
            key={page.href}
            href={page.href}
            aria-current={on ? "page" : undefined}
            className={`${TAB} ${on ? "text-ink" : "text-ink-3"}`}
          >
            <Icon size={18} strokeWidth={1.5} aria-hidden="true" />
            <span>{page.name}</span>
          </ClockLink>
        );
      })}
      <OnDemand load={loadMore} label="More pages" className={MORE_TAB}>
        <MoreTab />
      </OnDemand>
    </nav>
  );
}
