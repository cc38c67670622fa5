/**
 * One place for how answers are kept: a question with a fixed window does not grow stale by itself (the clock asks a new one),
 * trouble that passes is tried twice more at once, and then every few seconds.
 */
import { QueryClient } from "@tanstack/react-query";

const TRIES_AGAIN = 2;
/** An answer that could not be had is asked for again as long as somebody looks at its place. */
const TRIES_ANEW_MS = 5_000;

export function createQueryClient(): QueryClient {
  return new QueryClient({
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

/** Trouble that passes by itself: no answer at all, or an answer that says so. */
function passes(error: unknown): boolean {
  const code = (error as { data?: { code?: string } }).data?.code;
  return code === undefined || code === "SERVICE_UNAVAILABLE" || code === "TOO_MANY_REQUESTS";
}
