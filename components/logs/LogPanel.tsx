"use client";
/** One record whole: body, where it came from, every attribute (a click filters by it), its trace one step away. */
import { Filter, X } from "lucide-react";
import { useMemo } from "react";
import type { LogRow } from "../../server/routers/logRows.ts";
import { AttributeTable } from "../attributes/AttributeTable.tsx";
import { ServiceName } from "../charts/ServiceName.tsx";
import { formatAgo, formatUnixNano } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";
import type { AttributeEquals } from "../state/attributeFilters.ts";
import { useClock } from "../state/clock.tsx";
import { useKeys } from "../state/keys.tsx";
import { useZone } from "../state/usePreference.tsx";
import { recordFields } from "./recordFields.ts";
import { SeverityMark } from "./SeverityMark.tsx";

interface LogPanelProps {
  readonly record: LogRow;
  readonly close: () => void;
  readonly filterBy: (filter: AttributeEquals) => void;
}

export function LogPanel({ record, close, filterBy }: LogPanelProps) {
  const { body, attributes, resource, scope, dropped } = useMemo(() => recordFields(record.otlp), [record.otlp]);
  const onlyThese = (filter: AttributeEquals) => (
    <button
      type="button"
      className="icon-btn h-[22px]"
      aria-label={`Only records with this ${filter.key}`}
      title="Only records with this"
      onClick={() => filterBy(filter)}
    >
      <Filter size={12} strokeWidth={1.6} aria-hidden="true" />
    </button>
  );
  useKeys([{ keys: "Escape", does: "Close the record", run: close }]);
  return (
    <aside
      aria-label="Log record"
      className="flex w-[400px] flex-none flex-col overflow-auto border-line border-l bg-surface phone:fixed phone:inset-x-0 phone:top-[20vh] phone:bottom-0 phone:z-30 phone:w-auto phone:border-t phone:border-l-0 phone:shadow-float"
    >
      <PanelHead record={record} close={close} />
      <pre className="mono whitespace-pre-wrap break-words border-line border-b px-(--pad) py-3 text-ink">
        {shownText(body)}
      </pre>
      {record.traceId && <TraceLinks traceId={record.traceId} spanId={record.spanId} />}
      <AttributeTable title="Attributes" rows={attributes} wayOn={onlyThese} />
      <AttributeTable title="Resource" rows={resource} wayOn={onlyThese} />
      <AttributeTable title="Scope" rows={scope} />
      {dropped > 0 && (
        <p className="px-(--pad) pb-2 text-12 text-warn">{dropped} more attributes were dropped on the way.</p>
      )}
      <details className="border-line border-t px-(--pad) py-2">
        <summary className="text-12 text-ink-2">As OTLP</summary>
        <pre className="mono mt-2 overflow-auto text-ink-2">{JSON.stringify(JSON.parse(record.otlp), null, 2)}</pre>
      </details>
    </aside>
  );
}

function PanelHead({ record, close }: Pick<LogPanelProps, "record" | "close">) {
  const zone = useZone();
  const { nowMs } = useClock();
  return (
    <header className="flex items-start gap-2 px-(--pad) pt-3 pb-2">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-3 font-semibold text-14">
          <SeverityMark severity={record.severity} />
          <ServiceName service={record.service} />
        </p>
        <p className="num mt-1 text-12 text-ink-2">
          {formatUnixNano(record.timeUnixNano, zone, "full")}
          <span className="text-ink-3"> · {formatAgo(Number(BigInt(record.timeUnixNano) / 1_000_000n), nowMs)}</span>
        </p>
      </div>
      <CopyButton text={record.otlp} what="record" />
      <button type="button" className="icon-btn" aria-label="Close the record" onClick={close}>
        <X size={15} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </header>
  );
}

function TraceLinks({ traceId, spanId }: { traceId: string; spanId: string | null }) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b px-(--pad) py-3">
      <ClockLink className="btn btn-primary" href={`/traces/${traceId}${spanId ? `?span=${spanId}` : ""}`}>
        Open its trace
      </ClockLink>
      <ClockLink className="btn" href={`/logs?trace=${traceId}`}>
        All its records
      </ClockLink>
      <span className="mono text-ink-3">{traceId.slice(0, 8)}</span>
      <CopyButton text={traceId} what="trace id" />
    </div>
  );
}
