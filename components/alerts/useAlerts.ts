"use client";
/** The alerts of the clock's instant with the rules behind them, and what can be done with an alert while the clock is live. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { AlertCondition } from "../../server/model/alert.ts";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import type { AlertView } from "./alertView.ts";
import { ruleInstant } from "./ruleInstant.ts";

export function useAlertList() {
  const { endMs } = useClock();
  return useClockQuery(useTRPC().alerts.at.queryOptions({ atMs: endMs }));
}

export function useRuleList() {
  const { endMs, live } = useClock();
  return useClockQuery(useTRPC().alertRules.list.queryOptions({ atMs: ruleInstant(endMs, live) }));
}

/** What a rule watches, by the rule's key; undefined while rules are not known yet. */
export function useConditions(): (ruleKey: string) => AlertCondition | null | undefined {
  const { data } = useRuleList();
  const known = useMemo(() => new Map(data?.rules.map(({ key, body }) => [key, body.condition])), [data]);
  const isKnown = data !== undefined;
  return useCallback((ruleKey) => known.get(ruleKey) ?? (isKnown ? null : undefined), [known, isKnown]);
}

/** Everything about alerts is asked again: what one did must be seen at once. */
export function useAskAgain() {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useCallback(
    () =>
      Promise.all([trpc.alerts, trpc.alertRules, trpc.state].map((one) => client.invalidateQueries(one.pathFilter()))),
    [trpc, client],
  );
}

/** Takes an alert on, or back; null while the clock shows another time than now. */
export function useAcknowledge() {
  const trpc = useTRPC();
  const { live } = useClock();
  const onSuccess = useAskAgain();
  const take = useMutation(trpc.alerts.acknowledge.mutationOptions({ onSuccess }));
  const giveBack = useMutation(trpc.alerts.unacknowledge.mutationOptions({ onSuccess }));
  const toggle = ({ fingerprint, acknowledged }: Pick<AlertView, "fingerprint" | "acknowledged">) =>
    (acknowledged ? giveBack : take).mutate({ fingerprint });
  return {
    acknowledge: live ? toggle : null,
    isPending: take.isPending || giveBack.isPending,
    error: take.error ?? giveBack.error,
  };
}
