"use client";
/** Ingest health: what arrives per signal, what was refused and why, how old the newest data is, and what the store holds. */
import { Status } from "../charts/Status.tsx";
import { formatCount } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { SenderClocks } from "../shell/SenderClocks.tsx";
import { Verdict, VerdictSkeleton } from "../shell/Verdict.tsx";
import { useClock } from "../state/clock.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { CardinalityPanel } from "./CardinalityPanel.tsx";
import { ingestVerdict, PASSES } from "./ingestVerdict.ts";
import { refusalWords } from "./refusalWords.ts";
import { SignalPanel } from "./SignalPanel.tsx";
import { StoragePanel } from "./StoragePanel.tsx";

type Arrivals = Answers["ingest"]["arrivals"];

export function IngestScreen() {
  const trpc = useTRPC();
  const { startMs, endMs, windowMs } = useClock();
  const query = useClockQuery(trpc.ingest.arrivals.queryOptions({ startMs, endMs }));
  return (
    <>
      <AsyncPanel query={query} what="what arrives" skeleton={<IngestSkeleton />}>
        {(arrivals) => <ArrivalsView arrivals={arrivals} windowMs={windowMs} />}
      </AsyncPanel>
      <SenderClocks />
      <CardinalityPanel />
      <StoragePanel />
    </>
  );
}

function ArrivalsView({ arrivals, windowMs }: { arrivals: Arrivals; windowMs: number }) {
  const { signals } = arrivals;
  const reasons = signals.flatMap((signal) => [
    ...signal.refused.map((reason) => ({ ...reason, signal: signal.signal, whole: true })),
    ...signal.rejected.map((reason) => ({ ...reason, signal: signal.signal, whole: false })),
  ]);
  const silent = signals.every(({ totals }) => totals.requests === 0);
  return (
    <>
      <Verdict
        {...ingestVerdict(signals, windowMs)}
        actions={
          <ClockLink href="/settings" className={silent ? "btn btn-primary" : "btn"}>
            Connect a sender
          </ClockLink>
        }
      />
      <div className="grid border-line border-y wide:grid-cols-3">
        {signals.map((signal) => (
          <SignalPanel key={signal.signal} arrivals={signal} startMs={arrivals.startMs} stepMs={arrivals.stepMs} />
        ))}
      </div>
      {reasons.length > 0 && <Reasons reasons={reasons} />}
    </>
  );
}

interface ReasonRow {
  readonly reason: string;
  readonly count: number;
  readonly signal: string;
  /** Whole requests rather than single items. */
  readonly whole: boolean;
}

function Reasons({ reasons }: { reasons: readonly ReasonRow[] }) {
  return (
    <section className="border-line border-b">
      <div className="sec">
        <h2>Refused or put off, and why</h2>
      </div>
      <ul>
        {reasons.map(({ reason, count, signal, whole }) => (
          <li
            key={`${signal} ${reason} ${whole}`}
            className="grid grid-cols-[14px_210px_90px_minmax(0,1fr)] items-baseline gap-3 border-line-soft border-t px-(--pad) py-1.5 phone:grid-cols-[14px_minmax(0,1fr)_70px]"
          >
            <Status kind={whole && !PASSES.has(reason) ? "fail" : "warn"} size={10} label="" />
            <span>
              {whole ? "requests" : "items"} of {signal}: <span className="mono">{reason}</span>
            </span>
            <span className="num text-right">{formatCount(count)}</span>
            <span className="text-ink-2 phone:col-span-3">{refusalWords(reason)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function IngestSkeleton() {
  return (
    <>
      <VerdictSkeleton />
      <div className="grid border-line border-y wide:grid-cols-3">
        {["a", "b", "c"].map((panel) => (
          <div key={panel} className="h-[218px] border-line p-5 not-first:border-l">
            <div className="skeleton h-full" />
          </div>
        ))}
      </div>
    </>
  );
}
