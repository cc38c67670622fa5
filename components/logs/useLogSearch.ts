"use client";
/**
 * The records that match, a page at a time, under the clock's window. While the answer for a new window is fetched the one before stays
 * (when it answered the same filters). Reading on past the first page holds a live clock, so that the list does not slide away.
 */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import type { LogFilters } from "./useLogFilters.ts";

export const PAGE_SIZE = 100;

/** The question for these filters in this window; the page's prefetch asks the very same. */
export function logQuestion(filters: LogFilters, window: { startMs: number; endMs: number }) {
  return {
    ...window,
    services: filters.service,
    severities: filters.severity,
    text: filters.q,
    attributes: filters.attr.map((filter) => ({ ...filter, on: "any" as const })),
    traceId: filters.trace,
    spanId: filters.span,
    order: filters.order,
    limit: PAGE_SIZE,
  };
}

export function useLogSearch(filters: LogFilters) {
  const trpc = useTRPC();
  const { startMs, endMs, live, pause } = useClock();
  const query = useInfiniteQuery(
    trpc.logs.search.infiniteQueryOptions(logQuestion(filters, { startMs, endMs }), {
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  // While the question fails, what was last answered to these filters stays.
  const asked = JSON.stringify(logQuestion(filters, { startMs: 0, endMs: 0 }));
  const last = useRef({ asked, data: query.data });
  if (query.data || last.current.asked !== asked) last.current = { asked, data: query.data };
  const data = query.data ?? (query.isError ? last.current.data : undefined);
  const records = useMemo(() => data?.pages.flatMap((page) => page.records), [data]);
  const readOn = () => {
    if (live) pause();
    else void query.fetchNextPage();
  };
  return { query, records, volume: data?.pages[0]?.volume ?? null, readOn };
}
