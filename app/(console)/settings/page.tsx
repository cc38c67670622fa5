/** How to send telemetry here, and how the console looks. */
import type { Metadata } from "next";
import { SettingsScreen } from "../../../components/shell/SettingsScreen.tsx";

export const metadata: Metadata = { title: "Settings" };

export default function SettingsPage() {
  return <SettingsScreen />;
}
