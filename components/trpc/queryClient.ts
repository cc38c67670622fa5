/**
 * One place for how answers are kept: a question with a fixed window does not grow stale by itself (the clock asks a new one),
 * trouble that passes is tried twice more at once, and then every few seconds.
 */
import { type InvalidateOptions, type InvalidateQueryFilters, QueryClient, type QueryKey } from "@tanstack/react-query";

const TRIES_AGAIN = 2;
/** An answer that could not be had is asked for again as long as somebody looks at its place. */
const TRIES_ANEW_MS = 5_000;

export function createQueryClient(): QueryClient {
  return new CurrentQueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 60_000,
        refetchOnWindowFocus: false,
        refetchInterval: ({ state }) => (state.status === "error" && passes(state.error) ? TRIES_ANEW_MS : false),
        retry: (failures, error) => failures < TRIES_AGAIN && passes(error),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
    },
  });
}

/**
 * What is asked anew after something was changed is asked anew also where the first answer is still under way: it was begun before the
 * change and does not know of it, and TanStack would take it for the answer.
 */
class CurrentQueryClient extends QueryClient {
  override async invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    for (const query of this.getQueryCache().findAll(filters))
      if (query.state.fetchStatus === "fetching" && query.state.data === undefined)
        await query.cancel({ revert: true });
    return super.invalidateQueries(filters, options);
  }
}

/** Trouble that passes by itself: no answer at all, or an answer that says so. */
function passes(error: unknown): boolean {
  const code = (error as { data?: { code?: string } }).data?.code;
  return code === undefined || code === "SERVICE_UNAVAILABLE" || code === "TOO_MANY_REQUESTS";
}
