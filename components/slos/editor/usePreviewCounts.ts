"use client";
/**
 * The counts that the preview computes with: asked for when what is counted changes (an indicator, a longer window), once typing rests.
 * Objective, slices and alerting change nothing of them, so they are not part of the question.
 */
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { nominalPeriodMs } from "../../../server/analysis/slo/sloWindows.ts";
import type { SloBody } from "../../../server/model/slo.ts";
import { useTRPC } from "../../trpc/client.tsx";
import { readDraft } from "../readDraft.ts";
import { sentBody } from "../sentBody.ts";
import { EMPTY_DRAFT } from "../sloDraft.ts";
import { DAY_MS } from "../sloWords.ts";
import { unpackCounts } from "../unpackCounts.ts";

const REST_MS = 450;
const [LEAST_DAYS, MOST_DAYS] = [30, 92];

/** Any SLO that counts nothing yet. */
const PLAIN = readDraft({ ...EMPTY_DRAFT, title: "it", name: "it", service: "it", subjectService: "it" }).body;

export function usePreviewCounts(promise: SloBody | null, atMs: number) {
  const question = useMemo(() => questionOf(promise), [promise]);
  const asked = useRested(question);
  const trpc = useTRPC();
  const body = useMemo(() => (asked === null ? null : sentBody(JSON.parse(asked))), [asked]);
  const query = useQuery(
    trpc.slos.preview.queryOptions(body === null ? skipToken : { body, atMs }, {
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const counts = useMemo(() => (query.data ? unpackCounts(query.data.counts) : null), [query.data]);
  // What stands there are the counts of another promise, until those of this one come.
  const isOld = query.isPlaceholderData || question !== asked;
  return { query, counts, isAsked: asked !== null, isOld };
}

/** As text, so that what means the same is the same question. */
function questionOf(promise: SloBody | null): string | null {
  if (promise === null || PLAIN === null) return null;
  const days = Math.min(MOST_DAYS, Math.max(LEAST_DAYS, Math.ceil(nominalPeriodMs(promise.window) / DAY_MS)));
  return JSON.stringify({ ...PLAIN, indicator: promise.indicator, window: { kind: "rolling", days } });
}

/** The value once it has been the same for a moment; the first one at once. */
function useRested(value: string | null): string | null {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    if (value === rested) return;
    const timer = setTimeout(() => setRested(value), rested === null ? 0 : REST_MS);
    return () => clearTimeout(timer);
  }, [value, rested]);
  return rested;
}
