"use client";
/** The filters of the traces page, in the URL; each change is a step that Back undoes. */
import { useQueryStates } from "nuqs";
import { FILTER_PARAMS, type TraceFilters } from "./traceFilters.ts";

export interface FilterState {
  readonly filters: TraceFilters;
  /** Changes what it names and keeps the rest. */
  change(part: Partial<TraceFilters>): void;
  readonly isActive: boolean;
  clear(): void;
}

export function useTraceFilters(): FilterState {
  const [filters, setFilters] = useQueryStates(FILTER_PARAMS, { history: "push" });
  const { service, name, kind, status, min, max, attr } = filters;
  return {
    filters,
    change: ({ attr: conditions, ...part }) =>
      void setFilters({ ...part, ...(conditions && { attr: conditions.length > 0 ? [...conditions] : null }) }),
    isActive:
      [service, name, min, max].some((text) => text !== "") || kind !== null || status !== null || attr.length > 0,
    clear: () =>
      void setFilters({ service: null, name: null, kind: null, status: null, min: null, max: null, attr: null }),
  };
}
