/** Every procedure of the console, one router per noun. The browser imports this file's type and nothing else of it. */
import { router } from "../trpc.ts";
import { servicesRouter } from "./services.ts";

export const appRouter = router({
  services: servicesRouter,
});
export type AppRouter = typeof appRouter;
