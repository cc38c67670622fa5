"use client";
/** The four pages about alerts; each has an address of its own. */
import { usePathname } from "next/navigation";
import { formatInstant } from "../format/formatInstant.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";

const TABS = [
  ["/alerts", "Alerts"],
  ["/alerts/rules", "Rules"],
  ["/alerts/silences", "Silences"],
  ["/alerts/notifications", "Notifications"],
] as const;

export function AlertTabs() {
  const pathname = usePathname();
  return (
    <>
      <nav
        aria-label="About alerts"
        className="flex h-8 items-stretch gap-[18px] overflow-x-auto border-line border-b px-(--pad) font-medium text-ink-3 [scrollbar-width:none]"
      >
        {TABS.map(([href, name]) => {
          const on = pathname === href;
          return (
            <ClockLink
              key={href}
              href={href}
              aria-current={on ? "page" : undefined}
              className={`-mb-px flex flex-none items-center border-b-2 focus-visible:outline-offset-[-2px] ${
                on ? "border-accent text-ink" : "border-transparent hover:text-ink"
              }`}
            >
              {name}
            </ClockLink>
          );
        })}
      </nav>
      <PastLine />
    </>
  );
}

/** While the clock is not live: what is seen is of then, and stays as it was. */
export function PastLine() {
  const { live, endMs } = useClock();
  const zone = useZone();
  if (live) return null;
  return (
    <p role="note" className="border-line border-b px-(--pad) py-1.5 text-12 text-time">
      As it was at <span className="num">{formatInstant(endMs, zone, "dayMinute")}</span>. The past cannot be changed:
      go back to live (<kbd className="kbd mx-0.5">L</kbd>) to acknowledge, silence or edit.
    </p>
  );
}
