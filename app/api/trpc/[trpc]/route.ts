/** tRPC over HTTP. */
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "../../../../server/routers/root.ts";
import { createTrpcContext } from "../../../../server/trpc.ts";

export const dynamic = "force-dynamic";

function answer(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    allowMethodOverride: true,
    createContext: () => createTrpcContext(request.headers),
  });
}

export { answer as GET, answer as POST };
