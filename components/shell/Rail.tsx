"use client";
/** The left rail: one entry a page, icons alone when collapsed. */
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { usePathname } from "next/navigation";
import { Brand } from "./Brand.tsx";
import { ClockLink } from "./ClockLink.tsx";
import { DESTINATIONS, type Destination, destinationOf } from "./destinations.ts";

interface RailProps {
  readonly icons: boolean;
  /** null where the page itself decides. */
  readonly onToggle: (() => void) | null;
}

export function Rail({ icons, onToggle }: RailProps) {
  const current = destinationOf(usePathname());
  const entry = (page: Destination) => <Entry key={page.href} page={page} on={page === current} icons={icons} />;
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

function Entry({ page, on, icons }: { page: Destination; on: boolean; icons: boolean }) {
  const Icon = page.icon;
  return (
    <ClockLink
      href={page.href}
      aria-current={on ? "page" : undefined}
      aria-label={page.name}
      title={icons ? `${page.name}  g ${page.key}` : undefined}
      className={`flex h-7 items-center gap-2.5 rounded-6 font-medium ${icons ? "justify-center" : "px-[9px]"} ${
        on ? "bg-raised text-ink" : "text-ink-2 hover:text-ink"
      }`}
    >
      <Icon size={16} strokeWidth={1.5} className={`flex-none ${on ? "" : "text-ink-3"}`} aria-hidden="true" />
      {!icons && <span>{page.name}</span>}
    </ClockLink>
  );
}
