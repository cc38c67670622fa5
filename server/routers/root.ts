/** Every procedure of the console, one router per noun. The browser imports this file's type and nothing else of it. */
import { router } from "../trpc.ts";
import { accessTokensRouter } from "./accessTokens.ts";
import { alertRulesRouter } from "./alertRules.ts";
import { alertsRouter } from "./alerts.ts";
import { attributesRouter } from "./attributes.ts";
import { dueRouter } from "./due.ts";
import { evidenceRouter } from "./evidence.ts";
import { ingestRouter } from "./ingest.ts";
import { logsRouter } from "./logs.ts";
import { metricsRouter } from "./metrics.ts";
import { notificationsRouter } from "./notifications.ts";
import { servicesRouter } from "./services.ts";
import { settingsRouter } from "./settings.ts";
import { slosRouter } from "./slos.ts";
import { stateRouter } from "./stateRouter.ts";
import { tracesRouter } from "./traces.ts";

export const appRouter = router({
  accessTokens: accessTokensRouter,
  alertRules: alertRulesRouter,
  alerts: alertsRouter,
  attributes: attributesRouter,
  due: dueRouter,
  evidence: evidenceRouter,
  ingest: ingestRouter,
  logs: logsRouter,
  metrics: metricsRouter,
  notifications: notificationsRouter,
  services: servicesRouter,
  settings: settingsRouter,
  slos: slosRouter,
  state: stateRouter,
  traces: tracesRouter,
});
export type AppRouter = typeof appRouter;
