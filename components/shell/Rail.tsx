"use client";
/** The left rail: one entry a page, icons alone when collapsed. */
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { usePathname } from "next/navigation";
import { Brand } from "./Brand.tsx";
import { ClockLink } from "./ClockLink.tsx";
import { DESTINATIONS, type Destination, destinationOf, dueWords } from "./destinations.ts";
import { useDueCounts } from "./useDueCounts.ts";

interface RailProps {
  readonly icons: boolean;
  /** null where the page itself decides. */
  readonly onToggle: (() => void) | null;
}

export function Rail({ icons, onToggle }: RailProps) {
  const current = destinationOf(usePathname());
  const due = useDueCounts();
  const entry = (page: Destination) => (
    <Entry
      key={page.href}
      page={page}
      on={page === current}
      icons={icons}
      count={page.counts ? (due?.[page.counts] ?? 0) : 0}
    />
  );
  return (
    <aside className="phone:hidden flex flex-col border-line border-r px-2 pb-2" style={{ gridArea: "rail" }}>
      <ClockLink
        href="/"
        aria-label="Chronoscope, to the overview"
        className={`flex h-(--h-top) items-center ${icons ? "justify-center" : "pl-[9px]"}`}
      >
        <Brand wordless={icons} />
      </ClockLink>
      <nav aria-label="Pages" className="flex flex-1 flex-col gap-px pt-2">
        {DESTINATIONS.filter((page) => !page.foot).map(entry)}
        <span className="mt-auto border-line border-t pt-2" />
        {DESTINATIONS.filter((page) => page.foot).map(entry)}
        {onToggle && (
          <button
            type="button"
            onClick={onToggle}
            aria-label={icons ? "Widen the rail" : "Collapse the rail to icons"}
            title={icons ? "Widen  \\" : "Collapse  \\"}
            className={`flex h-7 items-center gap-2.5 rounded-6 px-[9px] text-ink-3 hover:text-ink ${icons ? "justify-center" : ""}`}
          >
            {icons ? <PanelLeftOpen size={16} strokeWidth={1.5} /> : <PanelLeftClose size={16} strokeWidth={1.5} />}
            {!icons && <span className="font-medium">Collapse</span>}
          </button>
        )}
      </nav>
    </aside>
  );
}

interface EntryProps {
  readonly page: Destination;
  readonly on: boolean;
  readonly icons: boolean;
  /** Of how many somebody must take care; 0 says nothing. */
  readonly count: number;
}

function Entry({ page, on, icons, count }: EntryProps) {
  const Icon = page.icon;
  const due = dueWords(page, count);
  return (
    <ClockLink
      href={page.href}
      aria-current={on ? "page" : undefined}
      aria-label={page.name + due}
      title={icons ? `${page.name}${due}  g ${page.key}` : undefined}
      className={`relative flex h-7 items-center gap-2.5 rounded-6 font-medium ${icons ? "justify-center" : "px-[9px]"} ${
        on ? "bg-raised text-ink" : "text-ink-2 hover:text-ink"
      }`}
    >
      <Icon size={16} strokeWidth={1.5} className={`flex-none ${on ? "" : "text-ink-3"}`} aria-hidden="true" />
      {!icons && <span>{page.name}</span>}
      {count > 0 && (
        <span
          aria-hidden="true"
          className={`num text-fail ${icons ? "absolute top-0 right-0.5 text-[10px] leading-3" : "ml-auto text-12"}`}
        >
          {count > 99 ? "99+" : count}
        </span>
      )}
    </ClockLink>
  );
}
