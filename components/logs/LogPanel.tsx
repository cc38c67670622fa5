"use client";
/** One record whole: body, where it came from, every attribute (a click filters by it), its trace one step away. */
import { Filter, X } from "lucide-react";
import { useMemo } from "react";
import type { LogRow } from "../../server/routers/logRows.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { formatAgo, formatUnixNano } from "../format/formatInstant.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";
import type { AttributeEquals } from "../state/attributeFilters.ts";
import { useClock } from "../state/clock.tsx";
import { useKeys } from "../state/keys.tsx";
import { useZone } from "../state/usePreference.tsx";
import { type Field, type FieldGroup, recordFields } from "./recordFields.ts";
import { SeverityMark } from "./SeverityMark.tsx";

interface LogPanelProps {
  readonly record: LogRow;
  readonly close: () => void;
  readonly filterBy: (filter: AttributeEquals) => void;
}

export function LogPanel({ record, close, filterBy }: LogPanelProps) {
  const { body, groups, dropped } = useMemo(() => recordFields(record.otlp), [record.otlp]);
  useKeys([{ keys: "Escape", does: "Close the record", run: close }]);
  return (
    <aside
      aria-label="Log record"
      className="flex w-[400px] flex-none flex-col overflow-auto border-line border-l bg-surface phone:fixed phone:inset-x-0 phone:top-[20vh] phone:bottom-0 phone:z-30 phone:w-auto phone:border-t phone:border-l-0 phone:shadow-float"
    >
      <PanelHead record={record} close={close} />
      <pre className="mono whitespace-pre-wrap break-words border-line border-b px-(--pad) py-3 text-ink">{body}</pre>
      {record.traceId && <TraceLinks traceId={record.traceId} spanId={record.spanId} />}
      {groups.map((group) => (
        <FieldList key={group.title} group={group} filterBy={filterBy} />
      ))}
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

function FieldList({ group, filterBy }: { group: FieldGroup; filterBy: LogPanelProps["filterBy"] }) {
  return (
    <section className="border-line border-b py-2 last-of-type:border-b-0">
      <h2 className="px-(--pad) pb-1 text-12 text-ink-2">{group.title}</h2>
      <dl>
        {group.fields.map((field, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a key may occur twice in one record, and the list never reorders.
          <FieldRow key={`${field.key} ${index}`} field={field} filterBy={filterBy} />
        ))}
      </dl>
    </section>
  );
}

function FieldRow({ field, filterBy }: { field: Field; filterBy: LogPanelProps["filterBy"] }) {
  const { filter } = field;
  return (
    <div className="group grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_56px] items-start gap-2 px-(--pad) py-[3px]">
      <dt className="mono break-words text-ink-3">{field.key}</dt>
      <dd className="mono whitespace-pre-wrap break-words">{field.text}</dd>
      <dd className="flex justify-end opacity-0 focus-within:opacity-100 group-hover:opacity-100 phone:opacity-100">
        {filter && (
          <button
            type="button"
            className="icon-btn h-5!"
            aria-label={`Only records with this ${field.key}`}
            onClick={() => filterBy(filter)}
          >
            <Filter size={12} strokeWidth={1.75} aria-hidden="true" />
          </button>
        )}
        <CopyButton text={field.text} what={field.key} />
      </dd>
    </div>
  );
}
