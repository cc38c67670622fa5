"use client";
/** Asks how a rule would have gone, when typing rests. The window ends at the clock, in steps of a minute while that is live. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { AlertRuleBody } from "../../../server/model/alert.ts";
import { useClock } from "../../state/clock.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { mutable } from "./RuleEditor.tsx";
import { type RuleDraft, readDraft } from "./ruleDraft.ts";

const DAY_MS = 86_400_000;
export const PREVIEW_LENGTHS_MS = [DAY_MS, 7 * DAY_MS, 30 * DAY_MS] as const;
const REST_MS = 600;
const LIVE_STEP_MS = 60_000;

/** The rule as it stood when typing rested last. */
export function usePreviewBody(draft: RuleDraft) {
  const now = useMemo(() => readDraft(draft, true), [draft]);
  const text = JSON.stringify(now.body);
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const body = useMemo<AlertRuleBody | null>(() => JSON.parse(rested), [rested]);
  return { body, trouble: now.trouble, isTyping: rested !== text };
}

export function useRulePreview(body: AlertRuleBody | null, lengthMs: number) {
  const trpc = useTRPC();
  const { endMs, live } = useClock();
  const untilMs = live ? Math.floor(endMs / LIVE_STEP_MS) * LIVE_STEP_MS : endMs;
  const condition = body?.condition;
  const asked = body && condition && condition.kind !== "slo" ? { ...body, ...mutable(condition) } : null;
  // Of what it says only the sentence is shown of each time that it would have fired.
  const summary = body?.annotations.summary;
  const annotations: Record<string, string> = summary ? { summary } : {};
  const tried = asked && { ...asked, annotations };
  return useQuery(
    trpc.alertRules.preview.queryOptions(
      { startMs: untilMs - lengthMs, endMs: untilMs, body: tried ?? NOTHING },
      {
        enabled: tried !== null,
        placeholderData: keepPreviousData,
        staleTime: LIVE_STEP_MS,
        trpc: { abortOnUnmount: true },
      },
    ),
  );
}

const NOTHING = { name: "none", condition: { kind: "promql" as const, query: "vector(0) > 1" } };
