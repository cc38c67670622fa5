"use client";
/**
 * Traces that show an alert: those that were kept when it fired; where none were (it is pending, or the store was too busy to be asked in
 * time), those that are stored now of the same requests and time.
 */
import type { AlertExemplar } from "../../../server/model/alert.ts";
import { askCutAgain } from "../../evidence/useDifferences.ts";
import { useClock } from "../../state/clock.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { conditionUnit, subjectOf } from "../alertWords.ts";
import type { OneAlert } from "./AlertScreen.tsx";
import { type BadRequests, badRequestsOf, leadMs } from "./badRequests.ts";

const MINUTE_MS = 60_000;
/** What went on soon after it fired shows it as well. */
const AFTER_MS = 5 * MINUTE_MS;
const MOST = 3;
const NONE: readonly AlertExemplar[] = [];

export interface AlertTraces {
  readonly exemplars: readonly AlertExemplar[];
  /** Still being looked for. */
  readonly isAsking: boolean;
}

/** Once there is something to look at nothing more is asked for. */
const askUntilFound = (query: { state: { data?: { isCut: boolean; bad: readonly unknown[] } | undefined } }) =>
  query.state.data?.bad.length ? false : askCutAgain(query);

export function useAlertTraces(answer: OneAlert): AlertTraces {
  const trpc = useTRPC();
  const { alert, evidence, atMs } = answer;
  const { subject, thresholdSeconds, countsErrors } = useBadRequests(answer);
  const kept = evidence?.exemplars ?? NONE;
  const untilMs = Math.min(alert.resolvedMs ?? atMs, (alert.firedMs ?? atMs) + AFTER_MS);
  const endMs = Math.ceil(untilMs / MINUTE_MS) * MINUTE_MS;
  const startMs = Math.floor((alert.activeMs - leadMs(answer.rule?.body.condition ?? null)) / MINUTE_MS) * MINUTE_MS;
  const enabled = kept.length === 0 && subject !== null;
  const { data, isFetching } = useClockQuery(
    trpc.evidence.samples.queryOptions(
      { subject: subject ?? { kind: "service", service: "none" }, thresholdSeconds, countsErrors, startMs, endMs },
      { enabled, staleTime: MINUTE_MS, refetchInterval: askUntilFound },
    ),
  );
  if (kept.length > 0) return { exemplars: kept, isAsking: false };
  return {
    exemplars: enabled ? (data?.bad.slice(0, MOST) ?? NONE) : NONE,
    isAsking: enabled && (data ? data.isCut : isFetching),
  };
}

/** Which requests are bad: an SLO's rule has them of its SLO, a rule on durations of its limit. */
export function useBadRequests({ alert, rule }: OneAlert): BadRequests {
  const { endMs } = useClock();
  const trpc = useTRPC();
  const condition = rule?.body.condition ?? null;
  const isTime = conditionUnit(condition) === "seconds";
  const sloId = condition?.kind === "slo" ? condition.sloId : null;
  const chart = trpc.alerts.chart.queryOptions({ fingerprint: alert.fingerprint, atMs: endMs }, { enabled: isTime });
  const limit = useClockQuery(chart).data?.threshold ?? null;
  const slos = useClockQuery(trpc.slos.list.queryOptions({ atMs: endMs }, { enabled: sloId !== null })).data?.slos;
  const indicator = slos?.find(({ slo }) => slo.id === sloId)?.slo.indicator ?? null;
  return badRequestsOf(subjectOf(alert), condition, { limit, indicator });
}
