"use client";
/**
 * A panel's answer for the page's clock and window: `metrics.range` for its lines, for its usual band, and again for the time that the page
 * compares with. While the playhead moves it is the stretch around it. Panels that ask in the same moment share one request (components/trpc/client.tsx).
 */
import { useMemo } from "react";
import { useShownWindow } from "../state/shownWindow.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { panelQuestions } from "./panelQuestions.ts";
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
  const { lines, bands } = useMemo(
    () => panelQuestions(spec.queries, { startMs, endMs }, widthPx),
    [spec.queries, startMs, endMs, widthPx],
  );
  const enabled = wanted && widthPx > 0;
  const ask = (question: typeof lines, isWanted = true) =>
    trpc.metrics.range.queryOptions(
      { ...question, mostSeries: MOST_DRAWN, greatest: true },
      { enabled: enabled && isWanted },
    );
  const now = useClockQuery(ask(lines));
  const hasBand = bands.queries.length > 0;
  const usual = useClockQuery(ask(bands, hasBand));
  // In steps longer than that time there is nothing to lay over each other.
  const agoMs = compare && compare.agoMs % lines.stepMs === 0 ? compare.agoMs : 0;
  // Under names of their own: one time's answer must never stand in for the other's while that is fetched.
  const queries = useMemo(() => lines.queries.map(({ ref, expr }) => ({ ref: BEFORE + ref, expr })), [lines]);
  const earlier = { ...lines, queries, startMs: lines.startMs - agoMs, endMs: lines.endMs - agoMs };
  const before = useClockQuery(ask(earlier, agoMs > 0));
  // A band that came after its lines would move their axis.
  const isWaiting = hasBand && !usual.data && !usual.error;
  const picture = useMemo(() => {
    if (!now.data || isWaiting) return undefined;
    const prepared = preparePanel(spec, {
      ...now.data,
      answers: [...now.data.answers, ...(usual.data?.answers ?? [])],
    });
    if (agoMs === 0 || !compare || !before.data) return prepared;
    const answers = before.data.answers.map((answer) => ({ ...answer, ref: answer.ref.slice(BEFORE.length) }));
    return layBehind(prepared, preparePanel(spec, { ...before.data, answers }), compare.words);
  }, [spec, now.data, usual.data, isWaiting, before.data, agoMs, compare]);
  return { picture, error: now.error, refetch: now.refetch, isFetching: now.isFetching };
}
