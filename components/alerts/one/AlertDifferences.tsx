"use client";
/** What the bad requests of the alert's service have in common that those before it did not. */
import { DifferencesPanel } from "../../evidence/DifferencesPanel.tsx";
import type { OneAlert } from "./AlertScreen.tsx";
import { leadMs } from "./badRequests.ts";
import { useBadRequests } from "./useAlertTraces.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export function AlertDifferences({ answer }: { answer: OneAlert }) {
  const { alert, atMs } = answer;
  const { subject, thresholdSeconds, countsErrors } = useBadRequests(answer);
  const { activeMs, resolvedMs } = alert;
  if (subject === null)
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
  const lead = leadMs(answer.rule?.body.condition ?? null);
  const startMs = Math.max(endMs - Math.max(HOUR_MS, lead), Math.floor((activeMs - lead) / MINUTE_MS) * MINUTE_MS);
  return (
    <DifferencesPanel
      title="What differs from the time before"
      subject={subject}
      thresholdSeconds={thresholdSeconds}
      countsErrors={countsErrors}
      window={{ startMs, endMs }}
      against="before"
    />
  );
}
