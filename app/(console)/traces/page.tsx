/** Traces: found, compared, opened. */
import type { Metadata } from "next";
import { TracesScreen } from "../../../components/traces/TracesScreen.tsx";

export const metadata: Metadata = { title: "Traces" };

export default function TracesPage() {
  return <TracesScreen />;
}
