/** Every procedure of the console, one router per noun. The browser imports this file's type and nothing else of it. */
import { router } from "../trpc.ts";
import { ingestRouter } from "./ingest.ts";
import { logsRouter } from "./logs.ts";
import { servicesRouter } from "./services.ts";

export const appRouter = router({
  ingest: ingestRouter,
  logs: logsRouter,
  services: servicesRouter,
});
export type AppRouter = typeof appRouter;
