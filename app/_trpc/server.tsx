import "server-only";
/**
 * Fetching ahead on the server: a page names the questions its screen will ask; they start at once and their answers stream into
 * the page (nothing waits for them). Keys match the browser's because both round the present down to the same step.
 */
import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import { DEFAULT_WINDOW_MS, liveStepMs, parseAt, parseWindow } from "../../components/state/clockParams.ts";
import { createQueryClient } from "../../components/trpc/queryClient.ts";
import type { TimeWindow } from "../../server/model/time.ts";
import { type AppRouter, appRouter } from "../../server/routers/root.ts";
import { createTrpcContext } from "../../server/trpc.ts";

/** The present, the same for everything that one request renders. */
export const presentMs = cache(() => Date.now());

export type SearchParams = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** The window that `?at=` and `?window=` ask for. */
export async function clockWindow(searchParams: SearchParams): Promise<TimeWindow> {
  const { at, window } = await searchParams;
  const windowMs = (typeof window === "string" ? parseWindow(window) : null) ?? DEFAULT_WINDOW_MS;
  const stepMs = liveStepMs(windowMs);
  const endMs = (typeof at === "string" ? parseAt(at) : null) ?? presentMs() - (presentMs() % stepMs);
  return { startMs: endMs - windowMs, endMs };
}

interface PrefetchProps {
  readonly ask: (trpc: TRPCOptionsProxy<AppRouter>, client: QueryClient) => void;
  readonly children: ReactNode;
}

/** Starts the questions of `ask` (with `client.prefetchQuery`) and hands what they answer to the screen within. */
export async function Prefetch({ ask, children }: PrefetchProps) {
  const queryClient = createQueryClient();
  const ctx = await createTrpcContext(await headers());
  ask(createTRPCOptionsProxy<AppRouter>({ router: appRouter, ctx, queryClient }), queryClient);
  return <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>;
}
