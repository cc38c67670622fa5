/** What is kept quiet, and until when. */
import type { Metadata } from "next";
import { SilencesScreen } from "../../../../components/alerts/silences/SilencesScreen.tsx";

export const metadata: Metadata = { title: "Silences" };

export default function SilencesPage() {
  return <SilencesScreen />;
}
