/**
 * The stretch that counts as "now", the same for all that stands on one page: a service, its operations, its regions, its calls. Where the
 * history covers the instant it is the history's own, with what that says of the services; else it follows the window.
 */
import type { TimeWindow } from "../model/time.ts";
import type { StateReader } from "../store/stateStore.ts";
import { recentWindow } from "./callQueries.ts";
import { healthByState, STATE_STRETCH_MS } from "./stateHealth.ts";

export async function stretchOfNow(store: StateReader, tenant: number, window: TimeWindow, nowMs = Date.now()) {
  const healthOf = await healthByState(store, { tenant, atMs: window.endMs, nowMs });
  const lengthMs = healthOf ? STATE_STRETCH_MS : undefined;
  return { recent: recentWindow(window, lengthMs), healthOf, lengthMs };
}
