"use client";
/** What differs between the bad and the good requests of the stretch that spends, or last spent, the budget. */
import { useMemo } from "react";
import type { SloBody, SloSubject } from "../../server/model/slo.ts";
import type { SloSpender } from "../../server/routers/sloAnswer.ts";
import { DifferencesPanel } from "../evidence/DifferencesPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { stretchToCompare } from "./sloView.ts";

interface SloDifferencesProps {
  readonly slo: SloBody;
  readonly spenders: readonly SloSpender[];
  readonly atMs: number;
}

export function SloDifferences({ slo, spenders, atMs }: SloDifferencesProps) {
  const { startMs, endMs } = stretchToCompare(spenders, atMs);
  const window = useMemo(() => ({ startMs, endMs }), [startMs, endMs]);
  const subject = subjectOf(slo);
  const latency = slo.indicator.kind === "latency" ? slo.indicator : null;
  return (
    <div className="min-w-0">
      {subject ? (
        <DifferencesPanel
          subject={subject}
          thresholdSeconds={latency?.thresholdSeconds ?? null}
          countsErrors={latency?.countsErrors ?? false}
          window={window}
        />
      ) : (
        <section aria-label="What differs between bad and good requests">
          <div className="sec">
            <h2>What differs between bad and good requests</h2>
          </div>
          <p className="px-(--pad) text-12 text-ink-3">
            This SLO counts what its queries answer, not requests: there are no traces to compare.{" "}
            {slo.service !== "" && (
              <ClockLink className="link" href={`/services/${encodeURIComponent(slo.service)}`}>
                Requests of {slo.service}
              </ClockLink>
            )}
          </p>
        </section>
      )}
    </div>
  );
}

/** Whose requests they are; null where nothing of traces is counted. */
function subjectOf({ indicator }: Pick<SloBody, "indicator">): SloSubject | null {
  return indicator.kind === "availability" || indicator.kind === "latency" ? indicator.subject : null;
}
