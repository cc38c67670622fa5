"use client";
/**
 * A question whose input carries the clock's window (`startMs`, `endMs`). While the answer for a new window is fetched, the newest
 * answer to the same question about another window stands in, also after coming back to a page: nothing flickers, nothing jumps.
 * An answer about something else (another service, another filter) never stands in.
 */
import {
  type DefaultError,
  type QueryKey,
  type UseQueryOptions,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { sameQuestion } from "./sameQuestion.ts";

export function useClockQuery<Answer, Failure = DefaultError, Key extends QueryKey = QueryKey>(
  options: UseQueryOptions<Answer, Failure, Answer, Key>,
) {
  const cache = useQueryClient().getQueryCache();
  return useQuery<Answer, Failure, Answer, Key>({
    ...options,
    placeholderData: () => {
      const stand = cache
        .findAll({ queryKey: options.queryKey.slice(0, 1), predicate: (query) => query.state.data !== undefined })
        .filter((query) => sameQuestion(query.queryKey, options.queryKey))
        .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)[0];
      // The same procedure and the same input but for the window: the same type of answer.
      return stand?.state.data as Answer | undefined;
    },
  } as UseQueryOptions<Answer, Failure, Answer, Key>);
}
