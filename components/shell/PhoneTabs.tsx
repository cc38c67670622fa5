"use client";
/** The pages at the foot of a phone. */
import { usePathname } from "next/navigation";
import { ClockLink } from "./ClockLink.tsx";
import { DESTINATIONS, destinationOf } from "./destinations.ts";

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
            className={`flex flex-col items-center justify-center gap-[3px] font-medium text-11 ${on ? "text-ink" : "text-ink-3"}`}
          >
            <Icon size={18} strokeWidth={1.5} aria-hidden="true" />
            <span>{page.name}</span>
          </ClockLink>
        );
      })}
    </nav>
  );
}
