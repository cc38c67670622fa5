"use client";
/** What to look for: service, span name, kind, status, duration, attributes. Everything applies at once and stands in the URL. */
import { SlidersHorizontal } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { AttributeField } from "../attributes/AttributeField.tsx";
import { FilterChip } from "../attributes/FilterChip.tsx";
import { useServiceNames } from "../shell/useServiceNames.ts";
import { writeAttributeFilter } from "../state/attributeFilters.ts";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { KINDS, ORDERS, parseDuration, STATUSES, unusedDurations } from "./traceFilters.ts";
import type { FilterState } from "./useTraceFilters.ts";

const ORDER_WORDS = { newest: "Newest", slowest: "Slowest", mostErrors: "Most errors" } as const;
const STATUS_WORDS = { error: "Failed", ok: "OK", unset: "Unset" } as const;

export function TraceFilterBar({ filters, change, isActive, clear }: FilterState) {
  const services = useServiceNames();
  const [isWhole, setWhole] = useState(false);
  const unused = unusedDurations(filters);
  return (
    <search
      className={`flex flex-none flex-wrap items-center gap-2 border-line border-y px-(--pad) py-2 ${isWhole ? "" : "[&>.rest]:phone:hidden"}`}
    >
      <select
        className="field w-[150px] phone:flex-1"
        aria-label="Service"
        value={filters.service}
        onChange={(event) => change({ service: event.target.value, name: "" })}
      >
        <option value="">All services</option>
        {filters.service && !services.includes(filters.service) && <option>{filters.service}</option>}
        {services.map((service) => (
          <option key={service}>{service}</option>
        ))}
      </select>
      <button type="button" className="btn wide:hidden" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
        <SlidersHorizontal size={14} strokeWidth={1.6} aria-hidden="true" />
        {isWhole ? "Fewer" : "More"}
      </button>
      <NameField service={filters.service} name={filters.name} search={(name) => change({ name })} />
      <select
        className="field rest"
        aria-label="Span kind"
        value={filters.kind ?? ""}
        onChange={(event) => change({ kind: KINDS.find((kind) => kind === event.target.value) ?? null })}
      >
        <option value="">Any kind</option>
        {KINDS.map((kind) => (
          <option key={kind}>{kind}</option>
        ))}
      </select>
      <fieldset className="flex items-center gap-1">
        <legend className="sr-only">Status</legend>
        {STATUSES.map((status) => (
          <button
            key={status}
            type="button"
            className="chip"
            aria-pressed={filters.status === status}
            onClick={() => change({ status: filters.status === status ? null : status })}
          >
            {STATUS_WORDS[status]}
          </button>
        ))}
      </fieldset>
      <DurationField label="Longer than" text={filters.min} search={(min) => change({ min })} />
      <DurationField label="Shorter than" text={filters.max} search={(max) => change({ max })} />
      <AttributeField signal="traces" add={(filter) => change({ attr: [...filters.attr, filter] })} />
      {filters.attr.map((filter, at) => (
        <FilterChip
          key={writeAttributeFilter(filter)}
          drop={() => change({ attr: filters.attr.filter((_, other) => other !== at) })}
        >
          <span className="mono">{writeAttributeFilter(filter)}</span>
        </FilterChip>
      ))}
      {isActive && (
        <button type="button" className="btn btn-quiet btn-sm" onClick={clear}>
          Clear
        </button>
      )}
      <fieldset className="seg ml-auto phone:ml-0">
        <legend className="sr-only">Order</legend>
        {ORDERS.map((order) => (
          <button key={order} type="button" aria-pressed={filters.order === order} onClick={() => change({ order })}>
            {ORDER_WORDS[order]}
          </button>
        ))}
      </fieldset>
      {unused && (
        <p role="status" className="basis-full text-12 text-fail">
          {unused}
        </p>
      )}
    </search>
  );
}

/** A text that applies on Enter or when the field is left; Escape takes the change back. */
function useDraft(text: string, search: (text: string) => void) {
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  const apply = () => draft !== text && search(draft.trim());
  return {
    value: draft,
    onChange: (event: { target: { value: string } }) => setDraft(event.target.value),
    onBlur: apply,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Enter") apply();
      if (event.key === "Escape") setDraft(text);
    },
  };
}

function NameField({ service, name, search }: { service: string; name: string; search: (name: string) => void }) {
  const list = useId();
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const { data = [] } = useClockQuery(
    trpc.traces.spanNames.queryOptions({ service, startMs, endMs }, { enabled: service !== "" }),
  );
  const draft = useDraft(name, search);
  return (
    <>
      <input
        className="field rest w-[150px] phone:w-full"
        aria-label="Span name, exactly"
        placeholder={service ? "Span name" : "Span name, exactly"}
        list={list}
        {...draft}
      />
      <datalist id={list}>
        {data.map((known) => (
          <option key={known} value={known} />
        ))}
      </datalist>
    </>
  );
}

function DurationField({ label, text, search }: { label: string; text: string; search: (text: string) => void }) {
  const draft = useDraft(text, search);
  const isWrong = draft.value !== "" && parseDuration(draft.value) === null;
  return (
    <input
      className={`field rest num w-[84px] phone:w-[calc(50%-4px)] ${isWrong ? "border-fail text-fail" : ""}`}
      aria-label={`${label}, as in 250ms`}
      aria-invalid={isWrong}
      title={isWrong ? "Write a number and a unit: 250ms, 1.5s, 2m" : `${label} this`}
      placeholder={label === "Longer than" ? "≥ 250ms" : "≤ 2s"}
      {...draft}
    />
  );
}
