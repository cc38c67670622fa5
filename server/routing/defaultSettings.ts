/** What holds until somebody says otherwise: everything to one receiver that tells nobody, with Alertmanager's times. */
import type { NotificationSettings, Route } from "../model/notification.ts";

export const GROUP_WAIT_MS = 30_000;
export const GROUP_INTERVAL_MS = 300_000;
export const REPEAT_INTERVAL_MS = 4 * 3_600_000;

const ROOT: Route = {
  receiver: "default",
  matchers: [],
  continues: false,
  groupBy: ["alertname", "service_name"],
  groupWaitMs: GROUP_WAIT_MS,
  groupIntervalMs: GROUP_INTERVAL_MS,
  repeatIntervalMs: REPEAT_INTERVAL_MS,
  muteTimeIntervals: [],
  activeTimeIntervals: [],
  routes: [],
};
export const DEFAULT_NOTIFICATIONS: NotificationSettings = {
  receivers: [{ name: "default", integrations: [] }],
  route: ROOT,
  inhibitRules: [],
  timeIntervals: [],
};
