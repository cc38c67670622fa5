import "server-only";
/**
 * Fetching ahead on the server: a page names the questions its screen will ask and comes with their answers. Keys match the
 * browser's because both round the present down to the same step.
 */
import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import {
  DEFAULT_WINDOW_MS,
  liveStepMs,
  parseAt,
  parseWindow,
  reachableAt,
} from "../../components/state/clockParams.ts";
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
  const nowMs = presentMs() - (presentMs() % stepMs);
  const endMs = reachableAt(typeof at === "string" ? parseAt(at) : null, nowMs) ?? nowMs;
  return { startMs: endMs - windowMs, endMs };
}

interface PrefetchProps {
  readonly ask: (trpc: TRPCOptionsProxy<AppRouter>, client: QueryClient) => Promise<unknown>;
  readonly children: ReactNode;
}

/** A page waits no longer than this for what it asked ahead; then it shows its skeleton and the browser asks. */
const PATIENCE_MS = 700;

/**
 * Asks ahead (`client.prefetchQuery`) for a page that is loaded whole and hands the answers to the screen within, so that it comes
 * filled. When one goes from page to page the browser asks for itself: it has a cache, and navigation must not wait.
 */
export async function Prefetch({ ask, children }: PrefetchProps) {
  const asked = await headers();
  if ((asked.get("sec-fetch-dest") ?? "document") !== "document") return children;
  const queryClient = createQueryClient();
  const ctx = await createTrpcContext(asked);
  const proxy = createTRPCOptionsProxy<AppRouter>({ router: appRouter, ctx, queryClient });
  await Promise.race([ask(proxy, queryClient), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  return <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>;
}
