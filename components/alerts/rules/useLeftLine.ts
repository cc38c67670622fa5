"use client";
/** What a rule's query compares, without its limit, over the window of a preview; undefined while it is asked, and for searches. */
import { useQuery } from "@tanstack/react-query";
import type { AlertRuleBody } from "../../../server/model/alert.ts";
import type { RangeAnswer } from "../../panels/preparePanel.ts";
import { type Answers, useTRPC } from "../../trpc/client.tsx";
import { useComparison } from "./useComparison.ts";

const MOST_LINES = 12;
/** A week in steps of five minutes: a short time above the limit must be seen on the line, too. */
const MOST_POINTS = 2_200;

export interface PreviewOf {
  readonly body: AlertRuleBody;
  readonly preview: Answers["alertRules"]["preview"];
}

export function useLeftLine({ body, preview }: PreviewOf): RangeAnswer | undefined {
  const trpc = useTRPC();
  const left = useComparison(body.condition.kind === "promql" ? body.condition.query : null);
  const queries = [{ ref: "value", expr: left ?? "" }];
  const asked = { ...preview.window, mostPoints: MOST_POINTS, queries };
  const enabled = left !== null && left !== "";
  return useQuery(
    trpc.metrics.range.queryOptions(
      { ...asked, mostSeries: MOST_LINES, greatest: true },
      {
        enabled,
        staleTime: 300_000,
        // Of the same query over another window: it says itself when it begins, and the picture does not jump.
        placeholderData: (earlier, query) =>
          enabled && isAskedOf(query?.queryKey[1]?.input, left) ? earlier : undefined,
      },
    ),
  ).data;
}

function isAskedOf(input: unknown, expr: string): boolean {
  const { queries } = (input ?? {}) as { readonly queries?: readonly { readonly expr: string }[] };
  return queries?.[0]?.expr === expr;
}
