"use client";
/** Alerts that stand at the clock's instant and rules that watch, by name: for whoever looks for one. */
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";

const STEP_MS = 15_000;

export interface NamedAlert {
  /** Two rules may have an alert of the same labels. */
  readonly key: string;
  readonly href: string;
  readonly name: string;
  readonly sentence: string;
}
export interface NamedRule {
  readonly href: string;
  readonly name: string;
}

export function useAlertNames(): { readonly alerts: readonly NamedAlert[]; readonly rules: readonly NamedRule[] } {
  const trpc = useTRPC();
  const { endMs, live } = useClock();
  const atMs = live ? endMs - (endMs % STEP_MS) : endMs;
  const standing = useClockQuery(trpc.alerts.at.queryOptions({ atMs })).data?.alerts ?? [];
  const rules = useClockQuery(trpc.alertRules.list.queryOptions({ atMs })).data?.rules ?? [];
  return {
    alerts: standing
      .filter((alert) => alert.standing !== "resolved")
      .map(({ fingerprint, ruleKey, name, sentence }) => ({
        key: `${fingerprint} ${ruleKey}`,
        href: `/alerts/${fingerprint}`,
        name,
        sentence,
      })),
    rules: rules.map(({ key, definition, body }) => ({
      href: `/alerts/rules/${encodeURIComponent(definition?.id ?? key)}`,
      name: body.name,
    })),
  };
}
