"use client";
/** The browser's one door to the server: `useTRPC()` makes typed questions for TanStack Query. Types come from the root router. */
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink, splitLink } from "@trpc/client";
import type { inferRouterOutputs } from "@trpc/server";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "../../server/routers/root.ts";
import { createQueryClient } from "./queryClient.ts";

/** What each procedure answers, as in `Answers["services"]["list"]`. Never declared a second time. */
export type Answers = inferRouterOutputs<AppRouter>;

export const TRPC_PATH = "/api/trpc";
const context = createTRPCContext<AppRouter>();
export const useTRPC = context.useTRPC;

const BATCH = { url: TRPC_PATH, maxItems: 12 };
/** Queries of PromQL, and what stands in a form, are too long for an address: asked by POST. */
const LONG: ReadonlySet<string> = new Set([
  "slos.preview",
  "slos.readFile",
  "alertRules.preview",
  "notifications.routePreview",
  "notifications.silencePreview",
]);
const links = [
  splitLink({
    condition: ({ path }) => path.startsWith("metrics.") || LONG.has(path),
    true: httpBatchStreamLink({ ...BATCH, methodOverride: "POST" }),
    false: httpBatchStreamLink(BATCH),
  }),
];

let browserQueryClient: QueryClient | null = null;

/** One client for the life of the page in the browser, a new one per render on the server. */
function queryClientHere(): QueryClient {
  if (typeof window === "undefined") return createQueryClient();
  browserQueryClient ??= createQueryClient();
  return browserQueryClient;
}

export function ServerStateProvider({ children }: { children: ReactNode }) {
  const queryClient = queryClientHere();
  const [client] = useState(() => createTRPCClient<AppRouter>({ links }));
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
