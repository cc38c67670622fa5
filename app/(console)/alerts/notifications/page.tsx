/** Who is told about alerts, and what they were told. */
import type { Metadata } from "next";
import { NotificationsScreen } from "../../../../components/alerts/notifications/NotificationsScreen.tsx";

export const metadata: Metadata = { title: "Notifications" };

export default function NotificationsPage() {
  return <NotificationsScreen />;
}
