"use client";
/** What of the alerts is shown: words, severities with their numbers, one service, only open ones; and by what they are grouped. */
import { Search } from "lucide-react";
import { FilterChip } from "../attributes/FilterChip.tsx";
import { GROUPINGS } from "./alertGroups.ts";
import type { AlertView } from "./alertView.ts";
import { GRAVITIES, type Gravity, gravityOf, serviceToSee } from "./alertWords.ts";
import { SeverityMark } from "./SeverityMark.tsx";
import type { AlertFiltering } from "./useAlertFilters.ts";

interface AlertFilterBarProps {
  readonly filtering: AlertFiltering;
  readonly alerts: readonly AlertView[];
}

const GROUP_WORDS = { none: "No groups", service: "Service", rule: "Rule" } as const;

export function AlertFilterBar({ filtering, alerts }: AlertFilterBarProps) {
  const { filters, change, active, clear } = filtering;
  return (
    <search className="flex flex-wrap items-center gap-2 border-line border-b px-(--pad) py-2">
      <label className="relative phone:w-full">
        <span className="sr-only">Find an alert</span>
        <Search size={13} strokeWidth={1.6} aria-hidden="true" className="absolute top-[8px] left-2 text-ink-3" />
        <input
          type="search"
          data-page-search
          value={filters.q}
          onChange={(event) => void change({ q: event.target.value || null })}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          placeholder="Find an alert"
          className="field w-56 pl-7 phone:w-full"
        />
      </label>
      <fieldset className="flex items-center gap-1">
        <legend className="sr-only">Severities</legend>
        {GRAVITIES.map((gravity) => (
          <GravityChip key={gravity} gravity={gravity} filtering={filtering} alerts={alerts} />
        ))}
      </fieldset>
      <button
        type="button"
        className="chip"
        aria-pressed={filters.open}
        onClick={() => void change({ open: filters.open ? null : true })}
      >
        Nobody is on it
      </button>
      <ServiceChoice filtering={filtering} alerts={alerts} />
      {active && (
        <button type="button" className="btn btn-quiet btn-sm" onClick={clear}>
          Clear
        </button>
      )}
      <fieldset className="seg ml-auto phone:ml-0">
        <legend className="sr-only">Group by</legend>
        {GROUPINGS.map((grouping) => (
          <button
            key={grouping}
            type="button"
            aria-pressed={filters.group === grouping}
            onClick={() => void change({ group: grouping === "none" ? null : grouping })}
          >
            {GROUP_WORDS[grouping]}
          </button>
        ))}
      </fieldset>
    </search>
  );
}

function GravityChip({ gravity, filtering, alerts }: AlertFilterBarProps & { gravity: Gravity }) {
  const { filters, change } = filtering;
  const count = alerts.filter((alert) => gravityOf(alert) === gravity && alert.standing !== "resolved").length;
  const pressed = filters.severity.includes(gravity);
  const next = pressed ? filters.severity.filter((one) => one !== gravity) : [...filters.severity, gravity];
  return (
    <button
      type="button"
      className="chip"
      aria-pressed={pressed}
      onClick={() => void change({ severity: next.length > 0 ? next : null })}
    >
      <SeverityMark gravity={gravity} standing="firing" size={9} label="" />
      {gravity} <span className="num text-ink-3">{count}</span>
    </button>
  );
}

function ServiceChoice({ filtering: { filters, change }, alerts }: AlertFilterBarProps) {
  const services = [...new Set(alerts.flatMap((alert) => serviceToSee(alert) ?? []))].sort();
  if (filters.service !== "")
    return <FilterChip drop={() => void change({ service: null })}>{filters.service}</FilterChip>;
  if (services.length < 2) return null;
  return (
    <select
      aria-label="Service"
      className="field h-[26px] max-w-44 text-12"
      value=""
      onChange={(event) => void change({ service: event.target.value || null })}
    >
      <option value="">Any service</option>
      {services.map((service) => (
        <option key={service} value={service}>
          {service}
        </option>
      ))}
    </select>
  );
}
