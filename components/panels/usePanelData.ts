"use client";
/**
 * A panel's answer for the page's clock and window: `metrics.range` for its queries, in steps that suit its width, and again for the
 * time that the page compares with. While the playhead moves it is the stretch around it. Panels that ask in the same moment share one request (components/trpc/client.tsx).
 */
import { useMemo } from "react";
import { useShownWindow } from "../state/shownWindow.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { chartWindow, stepUnitOf } from "./chartWindow.ts";
import type { PanelSpec } from "./panelSpec.ts";
import { layBehind, MOST_DRAWN, type PanelPicture, preparePanel } from "./preparePanel.ts";
import { useCompare } from "./useCompare.ts";

interface PanelData {
  readonly picture: PanelPicture | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
  readonly isFetching: boolean;
}

const BEFORE = "before ";

/** `widthPx` 0 or `wanted` false: nothing is asked yet, what is there stays. */
export function usePanelData(spec: PanelSpec, widthPx: number, wanted: boolean): PanelData {
  const trpc = useTRPC();
  const { startMs, endMs } = useShownWindow();
  const { compare } = useCompare();
  const unitMs = stepUnitOf(spec.queries);
  const window = useMemo(() => chartWindow({ startMs, endMs }, widthPx, unitMs), [startMs, endMs, widthPx, unitMs]);
  const queries = useMemo(() => spec.queries.map(({ ref, expr }) => ({ ref, expr })), [spec.queries]);
  const enabled = wanted && widthPx > 0;
  const ask = { ...window, queries, mostSeries: MOST_DRAWN, greatest: true };
  const now = useClockQuery(trpc.metrics.range.queryOptions(ask, { enabled }));
  // In steps longer than that time there is nothing to lay over each other.
  const agoMs = compare && compare.agoMs % window.stepMs === 0 ? compare.agoMs : 0;
  // Under names of their own: one time's answer must never stand in for the other's while that is fetched.
  const lines = useMemo(
    () => spec.queries.filter(({ role }) => role !== "band").map(({ ref, expr }) => ({ ref: BEFORE + ref, expr })),
    [spec.queries],
  );
  const earlier = { ...window, startMs: window.startMs - agoMs, endMs: window.endMs - agoMs };
  const before = useClockQuery(
    trpc.metrics.range.queryOptions(
      { ...earlier, queries: lines, mostSeries: MOST_DRAWN, greatest: true },
      { enabled: enabled && agoMs > 0 },
    ),
  );
  const picture = useMemo(() => {
    if (!now.data) return undefined;
    const prepared = preparePanel(spec, now.data);
    if (agoMs === 0 || !compare || !before.data) return prepared;
    const answers = before.data.answers.map((answer) => ({ ...answer, ref: answer.ref.slice(BEFORE.length) }));
    return layBehind(prepared, preparePanel(spec, { ...before.data, answers }), compare.words);
  }, [spec, now.data, before.data, agoMs, compare]);
  return { picture, error: now.error, refetch: now.refetch, isFetching: now.isFetching };
}
