"use client";
/** Which panel of the page is seen alone, kept in the address (`?panel=latency`): Back and a shared link show the same. */
import { parseAsString, useQueryState } from "nuqs";

export function useFullPanel() {
  const [panelId, setPanelId] = useQueryState("panel", parseAsString.withOptions({ history: "push" }));
  return { panelId, open: (id: string) => void setPanelId(id), close: () => void setPanelId(null) };
}
