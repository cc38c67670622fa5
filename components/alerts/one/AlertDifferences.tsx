"use client";
/** What the bad requests of the alert's service have in common that those before it did not. */
import { DifferencesPanel } from "../../evidence/DifferencesPanel.tsx";
import { useClock } from "../../state/clock.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { conditionUnit } from "../alertWords.ts";
import type { OneAlert } from "./AlertScreen.tsx";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Requests before they were seen to be too many: what a rule looks at lies behind it. */
const LEAD_MS = 5 * MINUTE_MS;

export function AlertDifferences({ answer }: { answer: OneAlert }) {
  const { alert, atMs } = answer;
  const thresholdSeconds = useSlowness(answer);
  const { service, activeMs, resolvedMs } = alert;
  if (service === null)
    return (
      <section aria-label="What differs" className="min-w-0 pb-3">
        <div className="sec">
          <h2>What differs</h2>
        </div>
        <p className="px-(--pad) text-12 text-ink-3">
          This alert names no service, so there are no requests to compare. A rule that keeps the label{" "}
          <span className="mono">service_name</span> has them.
        </p>
      </section>
    );
  const endMs = Math.ceil((resolvedMs ?? atMs) / MINUTE_MS) * MINUTE_MS;
  const startMs = Math.max(endMs - HOUR_MS, Math.floor((activeMs - LEAD_MS) / MINUTE_MS) * MINUTE_MS);
  return (
    <DifferencesPanel
      title="What differs from the time before"
      subject={{ kind: "service", service }}
      thresholdSeconds={thresholdSeconds}
      window={{ startMs, endMs }}
      against="before"
    />
  );
}

/** Of an alert about durations a request is bad when it takes longer than the limit; else null: when it fails. */
function useSlowness({ alert, rule }: OneAlert): number | null {
  const { endMs } = useClock();
  const trpc = useTRPC();
  const isTime = conditionUnit(rule?.body.condition ?? null) === "seconds";
  const asked = trpc.alerts.chart.queryOptions({ fingerprint: alert.fingerprint, atMs: endMs }, { enabled: isTime });
  const threshold = useClockQuery(asked).data?.threshold ?? null;
  return isTime && threshold !== null && threshold > 0 ? threshold : null;
}
