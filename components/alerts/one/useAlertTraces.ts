"use client";
/**
 * Traces that show an alert: those that were kept when it fired; where none were (it is pending, or the store was too busy to be asked in
 * time), those that are stored now of the same requests and time.
 */
import type { AlertExemplar } from "../../../server/model/alert.ts";
import { useClock } from "../../state/clock.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { conditionUnit, subjectOf } from "../alertWords.ts";
import type { OneAlert } from "./AlertScreen.tsx";

const MINUTE_MS = 60_000;
/** What a rule looks at lies behind it. */
const LEAD_MS = 5 * MINUTE_MS;
const MOST = 3;
const NONE: readonly AlertExemplar[] = [];

export interface AlertTraces {
  readonly exemplars: readonly AlertExemplar[];
  /** Still being looked for. */
  readonly isAsking: boolean;
}

export function useAlertTraces(answer: OneAlert): AlertTraces {
  const trpc = useTRPC();
  const { alert, evidence, atMs } = answer;
  const thresholdSeconds = useSlowness(answer);
  const subject = subjectOf(alert);
  const kept = evidence?.exemplars ?? NONE;
  const untilMs = Math.min(alert.resolvedMs ?? atMs, (alert.firedMs ?? atMs) + LEAD_MS);
  const endMs = Math.ceil(untilMs / MINUTE_MS) * MINUTE_MS;
  const startMs = Math.floor((alert.activeMs - LEAD_MS) / MINUTE_MS) * MINUTE_MS;
  const enabled = kept.length === 0 && subject !== null;
  const { data, isFetching } = useClockQuery(
    trpc.evidence.samples.queryOptions(
      { subject: subject ?? { kind: "service", service: "none" }, thresholdSeconds, startMs, endMs },
      { enabled, staleTime: MINUTE_MS },
    ),
  );
  if (kept.length > 0) return { exemplars: kept, isAsking: false };
  return { exemplars: enabled ? (data?.bad.slice(0, MOST) ?? NONE) : NONE, isAsking: enabled && !data && isFetching };
}

/** Of an alert about durations a request is bad when it takes longer than the limit; else null: when it fails. */
export function useSlowness({ alert, rule }: OneAlert): number | null {
  const { endMs } = useClock();
  const trpc = useTRPC();
  const isTime = conditionUnit(rule?.body.condition ?? null) === "seconds";
  const asked = trpc.alerts.chart.queryOptions({ fingerprint: alert.fingerprint, atMs: endMs }, { enabled: isTime });
  const threshold = useClockQuery(asked).data?.threshold ?? null;
  return isTime && threshold !== null && threshold > 0 ? threshold : null;
}
