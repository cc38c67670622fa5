/** The delivery log as the console shows it. */
import type { LoggedDelivery } from "../model/notification.ts";

export interface DeliveryView extends Omit<LoggedDelivery, "notification"> {
  readonly groupKey: string;
  readonly groupLabels: LoggedDelivery["notification"]["groupLabels"];
  readonly status: LoggedDelivery["notification"]["status"];
  readonly firing: number;
  readonly resolved: number;
  /** The first of its alerts. */
  readonly alerts: readonly {
    readonly fingerprint: string;
    readonly name: string;
    readonly status: "firing" | "resolved";
    readonly summary: string;
    readonly path: string;
  }[];
}
const MOST_ALERTS = 10;

export function deliveryView({ notification, ...delivery }: LoggedDelivery): DeliveryView {
  const { groupKey, groupLabels, status, alerts } = notification;
  const firing = alerts.filter((alert) => alert.status === "firing").length;
  const shown = alerts.slice(0, MOST_ALERTS).map(({ labels, annotations, ...alert }) => ({
    ...{ fingerprint: alert.fingerprint, status: alert.status, path: alert.path },
    name: labels.alertname ?? "",
    summary: annotations.summary ?? "",
  }));
  return { ...delivery, groupKey, groupLabels, status, firing, resolved: alerts.length - firing, alerts: shown };
}
