/** Logs: the records of the clock's window. */
import type { Metadata } from "next";
import { LogsScreen } from "../../../components/logs/LogsScreen.tsx";

export const metadata: Metadata = { title: "Logs" };

export default function LogsPage() {
  return <LogsScreen />;
}
