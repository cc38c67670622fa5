"use client";
/** What to look for: words in the body, severities, services, attributes; each filter is a chip that can be taken away again. */
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { SeverityName } from "../../server/model/log.ts";
import { AttributeField } from "../attributes/AttributeField.tsx";
import { FilterChip } from "../attributes/FilterChip.tsx";
import { writeAttributeFilter } from "../state/attributeFilters.ts";
import { useClock } from "../state/clock.tsx";
import { useKeys } from "../state/keys.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { SeverityMark } from "./SeverityMark.tsx";
import type { useLogFilters } from "./useLogFilters.ts";

const OFFERED: readonly SeverityName[] = ["FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"];
type Filters = ReturnType<typeof useLogFilters>;

export function LogFilterBar({ filters, change, active, clear }: Filters) {
  const toggle = (name: SeverityName) =>
    void change({
      severity: filters.severity.includes(name)
        ? filters.severity.filter((other) => other !== name)
        : [...filters.severity, name],
    });
  return (
    <search className="flex flex-wrap items-center gap-2 border-line border-b not-first:border-t px-(--pad) py-2">
      <TextField text={filters.q} search={(q) => void change({ q })} />
      <ServiceField filters={filters} change={change} />
      <AttributeField signal="logs" add={(filter) => void change({ attr: [...filters.attr, filter] })} />
      <fieldset className="flex flex-wrap items-center gap-1">
        <legend className="sr-only">Severities</legend>
        {OFFERED.map((name) => (
          <button
            key={name}
            type="button"
            className="chip"
            aria-pressed={filters.severity.includes(name)}
            onClick={() => toggle(name)}
          >
            <SeverityMark severity={name} />
          </button>
        ))}
      </fieldset>
      <ActiveChips filters={filters} change={change} />
      {active && (
        <button type="button" className="btn btn-quiet btn-sm" onClick={clear}>
          Clear
        </button>
      )}
    </search>
  );
}

/** Searches on Enter and when typing rests; `/` comes here. */
const REST_MS = 350;

function TextField({ text, search }: { text: string; search: (text: string) => void }) {
  const ref = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(text);
  const latest = useRef(search);
  latest.current = search;
  useEffect(() => setDraft(text), [text]);
  useEffect(() => {
    if (draft === text) return;
    const timer = setTimeout(() => latest.current(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft, text]);
  useKeys([{ keys: "/", does: "Search the records", opensField: true, run: () => ref.current?.focus() }]);
  return (
    <span className="relative phone:w-full">
      <Search size={14} strokeWidth={1.75} aria-hidden="true" className="absolute top-[7px] left-2.5 text-ink-3" />
      <input
        ref={ref}
        className="field w-[260px] pl-8 phone:w-full"
        type="search"
        aria-label="Words in the body"
        placeholder="Words in the body"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && search(draft)}
      />
    </span>
  );
}

function ServiceField({ filters, change }: Pick<Filters, "filters" | "change">) {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const { data = [] } = useQuery(trpc.logs.services.queryOptions({ startMs, endMs }));
  const rest = data.filter((service) => !filters.service.includes(service));
  return (
    <select
      className="field w-[150px] phone:flex-1"
      aria-label="Add a service"
      value=""
      onChange={(event) => event.target.value && void change({ service: [...filters.service, event.target.value] })}
    >
      <option value="">{filters.service.length > 0 ? "Another service" : "All services"}</option>
      {rest.map((service) => (
        <option key={service}>{service}</option>
      ))}
    </select>
  );
}

function ActiveChips({ filters, change }: Pick<Filters, "filters" | "change">) {
  const without = <T,>(list: readonly T[], gone: T) => list.filter((one) => one !== gone);
  return (
    <>
      {filters.service.map((service) => (
        <FilterChip key={service} drop={() => void change({ service: without(filters.service, service) })}>
          {service}
        </FilterChip>
      ))}
      {filters.attr.map((filter) => (
        <FilterChip
          key={writeAttributeFilter(filter)}
          drop={() => void change({ attr: without(filters.attr, filter) })}
        >
          <span className="mono">{writeAttributeFilter(filter)}</span>
        </FilterChip>
      ))}
      {filters.trace && (
        <FilterChip drop={() => void change({ trace: "" })}>
          trace <span className="mono">{filters.trace.slice(0, 8)}</span>
        </FilterChip>
      )}
      {filters.span && (
        <FilterChip drop={() => void change({ span: "" })}>
          span <span className="mono">{filters.span.slice(0, 8)}</span>
        </FilterChip>
      )}
    </>
  );
}
