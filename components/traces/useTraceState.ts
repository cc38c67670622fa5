"use client";
/**
 * What a link to a trace carries: the span looked at, the panel's tab, the stretch of time, the view, the search, and whether clock
 * shifts are applied (unsaid: on the replay alone, where effects must not come before their causes). Moving about replaces the address; changing the view is a step that Back undoes.
 */
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { parseZoom, writeZoom } from "./timeScale.ts";
import { isHere, rowOfReference, spanReference, type TraceModel, writeSpanReference } from "./traceModel.ts";

export const TRACE_TABS = ["waterfall", "replay", "flame", "operations"] as const;
export const PANEL_TABS = ["span", "logs", "raw"] as const;
export type PanelTab = (typeof PANEL_TABS)[number];
export type TraceTab = (typeof TRACE_TABS)[number];

const PARAMS = {
  span: parseAsString,
  panel: parseAsStringLiteral([...PANEL_TABS, "none"] as const),
  zoom: parseAsString,
  tab: parseAsStringLiteral(TRACE_TABS).withOptions({ history: "push" }),
  find: parseAsString,
  adjusted: parseAsBoolean,
};

export function useTraceParams() {
  return useQueryStates(PARAMS, { history: "replace" });
}

/** Whether clock shifts are applied where nothing is said: a waterfall shows what was sent, a replay what can have happened. */
export const isAdjustedOn = (tab: TraceTab | null): boolean => tab === "replay";

export interface TraceState {
  readonly selected: number;
  /** The span was chosen by someone, not by us. */
  readonly isChosen: boolean;
  /** null: the panel is closed. */
  readonly panel: PanelTab | null;
  readonly zoom: readonly [number, number];
  readonly isZoomed: boolean;
  readonly tab: TraceTab;
  readonly find: string;
  select(row: number, panel?: PanelTab): void;
  setPanel(panel: PanelTab | null): void;
  setZoom(zoom: readonly [number, number] | null): void;
  setTab(tab: TraceTab): void;
  setFind(text: string): void;
  setAdjusted(adjusted: boolean): void;
}

/** The state of a trace's page. Without a span in the address the first error is looked at, else the root. */
export function useTraceState(model: TraceModel, whole: readonly [number, number]): TraceState {
  const [params, setParams] = useTraceParams();
  return useMemo(() => {
    const { view } = model;
    const chosen = params.span === null ? null : rowOfReference(model, params.span);
    const firstError = view.findings.find((finding) => finding.kind === "firstError");
    const zoom = params.zoom === null ? null : parseZoom(params.zoom);
    const reference = (row: number) => writeSpanReference(spanReference(model, row));
    return {
      selected: chosen ?? firstError?.row ?? view.rootRow,
      isChosen: chosen !== null,
      panel: params.panel === "none" ? null : (params.panel ?? "span"),
      zoom: zoom ?? whole,
      isZoomed: zoom !== null,
      tab: params.tab ?? "waterfall",
      find: params.find ?? "",
      select: (row, panel) => void (isHere(model, row) && setParams({ span: reference(row), ...(panel && { panel }) })),
      setPanel: (panel) => void setParams({ panel: panel ?? "none" }),
      setZoom: (to) => void setParams({ zoom: to === null ? null : writeZoom(to) }),
      setTab: (tab) => {
        // Where the clock shifts change with it, a stretch of the one is none of the other.
        const moves = view.skew.row.length > 0 && params.adjusted === null && isAdjustedOn(tab) !== model.isAdjusted;
        void setParams({ tab: tab === "waterfall" ? null : tab, ...(moves && { zoom: null }) });
      },
      setFind: (text) => void setParams({ find: text === "" ? null : text }),
      setAdjusted: (adjusted) =>
        void setParams({ adjusted: adjusted === isAdjustedOn(params.tab) ? null : adjusted, zoom: null }),
    };
  }, [model, whole, params, setParams]);
}
