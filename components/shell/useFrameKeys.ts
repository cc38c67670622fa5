"use client";
/** The keys that work on every page: the palette, going to pages, the zone, the search of the page at hand (of time: ../timebar). */
import { isPageBusy } from "../state/keyListener.ts";
import { useKeys } from "../state/keys.tsx";
import { usePreference } from "../state/usePreference.tsx";
import { DESTINATIONS } from "./destinations.ts";
import { useGo } from "./useGo.ts";

interface FrameActions {
  readonly openPalette: () => void;
  readonly openHelp: () => void;
  readonly toggleRail: () => void;
}

/** A screen marks its own search field with this attribute; `/` goes there. */
export const PAGE_SEARCH = "data-page-search";

export function useFrameKeys({ openPalette, openHelp, toggleRail }: FrameActions): void {
  const [zone, setZone] = usePreference("zone");
  const go = useGo();
  const bindings = [
    { keys: "mod+k", does: "Go to anything", opensField: true, run: openPalette },
    {
      keys: "/",
      does: "Search on this page",
      opensField: true,
      run: () => {
        const field = document.querySelector<HTMLInputElement>(`[${PAGE_SEARCH}]`);
        if (!field) return isPageBusy() ? false : openPalette();
        field.focus();
        field.select();
      },
    },
    { keys: "?", does: "Show the keys of this page", run: openHelp },
    { keys: "z", does: "Times in UTC or in your zone", run: () => setZone(zone === "utc" ? "local" : "utc") },
    { keys: "\\", does: "Collapse or widen the rail", run: toggleRail },
    ...DESTINATIONS.map((page) => ({ keys: `g ${page.key}`, does: `Go to ${page.name}`, run: () => go(page.href) })),
  ];
  useKeys(bindings, true, true);
}
