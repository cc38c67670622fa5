/** The delivery log as the console shows it. */
import type { Delivery } from "../model/notification.ts";

export interface DeliveryView extends Omit<Delivery, "notification"> {
  readonly groupKey: string;
  readonly groupLabels: Delivery["notification"]["groupLabels"];
  readonly status: Delivery["notification"]["status"];
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

export function deliveryView({ notification, ...delivery }: Delivery): DeliveryView {
  const { groupKey, groupLabels, status, alerts } = notification;
  const firing = alerts.filter((alert) => alert.status === "firing").length;
  const shown = alerts.slice(0, MOST_ALERTS).map(({ labels, annotations, ...alert }) => ({
    ...{ fingerprint: alert.fingerprint, status: alert.status, path: alert.path },
    name: labels.alertname ?? "",
    summary: annotations.summary ?? "",
  }));
  return { ...delivery, groupKey, groupLabels, status, firing, resolved: alerts.length - firing, alerts: shown };
}
