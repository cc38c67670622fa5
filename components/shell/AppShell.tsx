"use client";
/**
 * The frame of every page: rail, top bar, the page, the time bar. When the clock is not live a thin amber outline runs around it.
 * It also binds the keys that work everywhere.
 */
import { usePathname } from "next/navigation";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useClock } from "../state/clock.tsx";
import { useMoving } from "../state/playhead.ts";
import { usePreference } from "../state/usePreference.tsx";
import { TimeBar } from "../timebar/TimeBar.tsx";
import { ClockNotice } from "./ClockNotice.tsx";
import { PhoneTabs } from "./PhoneTabs.tsx";
import { Rail } from "./Rail.tsx";
import { TopBar } from "./TopBar.tsx";
import { useFrameKeys } from "./useFrameKeys.ts";
import { useAppliedTheme } from "./useTheme.ts";

/** Sheets come when the page is there; nobody waits for them at first paint. */
const loadPalette = () => import("./CommandPalette.tsx").then(({ CommandPalette }) => ({ default: CommandPalette }));
const loadHelp = () => import("./HelpSheet.tsx").then(({ HelpSheet }) => ({ default: HelpSheet }));
const CommandPalette = lazy(loadPalette);
const HelpSheet = lazy(loadHelp);
const AFTER_PAINT_MS = 1_500;

/** A trace needs the width: its page always has the narrow rail. */
const NARROW_RAIL = /^\/traces\/./;

export function AppShell({ children }: { children: ReactNode }) {
  const isAddressLive = useClock().live;
  const moving = useMoving();
  const live = !moving && isAddressLive;
  const [rail, setRail] = usePreference("rail");
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  const byPage = NARROW_RAIL.test(usePathname());
  useAppliedTheme();
  useEffect(() => {
    const timer = setTimeout(
      () => void Promise.all([loadPalette(), loadHelp()]).catch(() => undefined),
      AFTER_PAINT_MS,
    );
    return () => clearTimeout(timer);
  }, []);
  const toggleRail = () => setRail(rail === "icons" ? "wide" : "icons");
  useFrameKeys({ openPalette: () => setOpen("palette"), openHelp: () => setOpen("help"), toggleRail });
  return (
    <div className="app-frame" data-moving={moving} data-rail={byPage ? "icons" : rail}>
      <a href="#page" className="btn sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50">
        Skip to the page
      </a>
      <Rail icons={byPage || rail === "icons"} onToggle={byPage ? null : toggleRail} />
      <TopBar openPalette={() => setOpen("palette")} />
      <main
        id="page"
        tabIndex={-1}
        className="relative min-w-0 overflow-auto outline-none"
        style={{ gridArea: "main" }}
      >
        {children}
      </main>
      <ClockNotice />
      <TimeBar />
      <PhoneTabs />
      {!live && <div aria-hidden="true" className="pointer-events-none fixed inset-0 z-40 border-2 border-time-fill" />}
      <Suspense>
        {open === "palette" && <CommandPalette close={() => setOpen(null)} openHelp={() => setOpen("help")} />}
        {open === "help" && <HelpSheet close={() => setOpen(null)} />}
      </Suspense>
    </div>
  );
}
