"use client";
/** What a rule's query compares, without its limit, over the window of a preview; undefined while it is asked, and for searches. */
import { useQuery } from "@tanstack/react-query";
import type { AlertRuleBody } from "../../../server/model/alert.ts";
import { chartWindow } from "../../panels/chartWindow.ts";
import type { RangeAnswer } from "../../panels/preparePanel.ts";
import { type Answers, useTRPC } from "../../trpc/client.tsx";
import { useComparison } from "./useComparison.ts";

const WIDTH_PX = 640;
const MOST_LINES = 12;

export interface PreviewOf {
  readonly body: AlertRuleBody;
  readonly preview: Answers["alertRules"]["preview"];
}

export function useLeftLine({ body, preview }: PreviewOf): RangeAnswer | undefined {
  const trpc = useTRPC();
  const left = useComparison(body.condition.kind === "promql" ? body.condition.query : null);
  const asked = { ...chartWindow(preview.window, WIDTH_PX), queries: [{ ref: "value", expr: left ?? "" }] };
  const enabled = left !== null && left !== "";
  return useQuery(
    trpc.metrics.range.queryOptions(
      { ...asked, mostSeries: MOST_LINES, greatest: true },
      { enabled, staleTime: 300_000 },
    ),
  ).data;
}
