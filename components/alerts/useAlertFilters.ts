"use client";
/** What of the alerts is shown, as the address has it: `?severity=page&service=checkout&group=service&open=true&q=disk`. */
import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { GROUPINGS } from "./alertGroups.ts";
import { GRAVITIES } from "./alertWords.ts";

const PARAMS = {
  q: parseAsString.withDefault("").withOptions({ throttleMs: 200 }),
  severity: parseAsArrayOf(parseAsStringLiteral(GRAVITIES)).withDefault([]),
  service: parseAsString.withDefault(""),
  group: parseAsStringLiteral(GROUPINGS).withDefault("none"),
  open: parseAsBoolean.withDefault(false),
};

export function useAlertFilters() {
  const [filters, change] = useQueryStates(PARAMS, { history: "replace" });
  const active = filters.q !== "" || filters.severity.length > 0 || filters.service !== "" || filters.open;
  const clear = () => void change({ q: null, severity: null, service: null, open: null });
  return { filters, change, active, clear };
}
export type AlertFiltering = ReturnType<typeof useAlertFilters>;
