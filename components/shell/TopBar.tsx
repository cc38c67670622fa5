"use client";
/** Where you are, the way to anything, and the clock: window, live or not, a link that carries the instant. */
import { Search } from "lucide-react";
import { Breadcrumb } from "./Breadcrumb.tsx";
import { FiringNow } from "./FiringNow.tsx";
import { LiveButton } from "./LiveButton.tsx";
import { ShareButton } from "./ShareButton.tsx";
import { WindowPicker } from "./WindowPicker.tsx";

export function TopBar({ openPalette }: { openPalette: () => void }) {
  return (
    <header
      className="flex min-w-0 items-center gap-2 border-line border-b pr-3 pl-4 phone:pr-2"
      style={{ gridArea: "top" }}
    >
      <div className="flex min-w-0 flex-1 basis-0 items-center">
        <Breadcrumb />
        <FiringNow />
      </div>
      <button
        type="button"
        onClick={openPalette}
        className="phone:hidden flex h-7 w-[300px] min-w-[150px] shrink items-center gap-2 rounded-6 border border-line-strong bg-surface pr-1.5 pl-[9px] text-ink-3 hover:border-line-control"
      >
        <Search size={14} strokeWidth={1.5} aria-hidden="true" />
        <span className="min-w-0 flex-1 truncate text-left">Service, SLO, trace id, action</span>
        <span className="flex gap-1 max-[1000px]:hidden">
          <kbd className="kbd">Ctrl</kbd>
          <kbd className="kbd">K</kbd>
        </span>
      </button>
      <div className="flex wide:flex-1 basis-0 justify-end gap-2">
        <WindowPicker />
        <LiveButton />
        <ShareButton />
      </div>
      <button type="button" onClick={openPalette} aria-label="Go to anything" className="icon-btn wide:hidden">
        <Search size={16} strokeWidth={1.5} aria-hidden="true" />
      </button>
    </header>
  );
}
