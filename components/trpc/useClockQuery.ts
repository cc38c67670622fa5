"use client";
/**
 * A question whose input carries the clock's window (`startMs`, `endMs`). While the answer for a new window is fetched, the newest
 * answer to the same question about another window stands in, also after coming back to a page: nothing flickers, nothing jumps.
 * When it fails the older answer stays as well, with the error beside it. An answer about something else (another service, another
 * filter) never stands in.
 */
import {
  type DefaultError,
  type QueryKey,
  type UseQueryOptions,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useRef } from "react";
import { sameQuestion } from "./sameQuestion.ts";

export function useClockQuery<Answer, Failure = DefaultError, Key extends QueryKey = QueryKey>(
  options: UseQueryOptions<Answer, Failure, Answer, Key>,
) {
  const cache = useQueryClient().getQueryCache();
  /** What this component last had for the question; the cache forgets sooner than trouble passes. */
  const last = useRef<Last<Answer, Failure>>({ key: options.queryKey, data: undefined, error: null });
  if (!sameQuestion(last.current.key, options.queryKey))
    last.current = { key: options.queryKey, data: undefined, error: null };
  const older = () => {
    const stand = cache
      .findAll({ queryKey: options.queryKey.slice(0, 1), predicate: (query) => query.state.data !== undefined })
      .filter((query) => sameQuestion(query.queryKey, options.queryKey))
      .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)[0];
    // The same procedure and the same input but for the window: the same type of answer.
    return (stand?.state.data as Answer | undefined) ?? last.current.data;
  };
  const result = useQuery<Answer, Failure, Answer, Key>({
    ...options,
    placeholderData: older,
  } as UseQueryOptions<Answer, Failure, Answer, Key>);
  const { data, isPlaceholderData, isFetching, refetch } = result;
  const answered = data !== undefined && !isPlaceholderData;
  // Trouble is over when an answer comes, not when the clock asks the next question: its line must not come and go with each.
  const error = result.error ?? (answered ? null : last.current.error);
  last.current = { key: options.queryKey, data: data ?? last.current.data, error };
  return { data: data ?? (error === null ? undefined : older()), error, isError: error !== null, isFetching, refetch };
}

interface Last<Answer, Failure> {
  readonly key: QueryKey;
  readonly data: Answer | undefined;
  readonly error: Failure | null;
}
