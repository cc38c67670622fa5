"use client";
/** What the logs page filters by, in the URL: `service`, `severity`, `q` (text), `attr` (typed equality), `trace`, `span`, `order`. */
import { createParser, parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { SEVERITY_NAMES } from "../../server/model/log.ts";
import { parseAttributeFilter, writeAttributeFilter } from "../state/attributeFilters.ts";

const attribute = createParser({ parse: parseAttributeFilter, serialize: writeAttributeFilter });

const PARAMS = {
  service: parseAsArrayOf(parseAsString).withDefault([]),
  severity: parseAsArrayOf(parseAsStringLiteral(SEVERITY_NAMES)).withDefault([]),
  q: parseAsString.withDefault(""),
  attr: parseAsArrayOf(attribute).withDefault([]),
  trace: parseAsString.withDefault(""),
  span: parseAsString.withDefault(""),
  order: parseAsStringLiteral(["newest", "oldest"] as const).withDefault("newest"),
  /** The record whose panel is open. */
  record: parseAsString.withDefault(""),
};

/** The filters and the one way to change them; `change({...})` keeps what it does not name. */
export function useLogFilters() {
  const [filters, change] = useQueryStates(PARAMS, { history: "push" });
  const active =
    filters.service.length + filters.severity.length + filters.attr.length > 0 ||
    [filters.q, filters.trace, filters.span].some((text) => text !== "");
  const clear = () => void change({ service: [], severity: [], q: "", attr: [], trace: "", span: "" });
  return { filters, change, active, clear };
}
export type LogFilters = ReturnType<typeof useLogFilters>["filters"];
