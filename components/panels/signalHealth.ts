"use client";
/** A panel's status, by what the page around it has judged of its golden signals. */
import { createContext, useContext } from "react";
import type { PanelSpec } from "./panelSpec.ts";
import { type PanelStatus, panelStatus, type SignalHealth } from "./panelStatus.ts";
import { headlineOf, type PanelPicture } from "./preparePanel.ts";

export const SignalHealthContext = createContext<SignalHealth>({});

/** Of the panel's number as it stands; null before there is one to judge. */
export function usePanelStatus(spec: PanelSpec, picture: PanelPicture | undefined): PanelStatus | null {
  const given = useContext(SignalHealthContext);
  if (!picture || picture.series.length === 0) return null;
  return panelStatus(spec, headlineOf(spec, picture)?.value ?? null, picture.usually, given);
}
