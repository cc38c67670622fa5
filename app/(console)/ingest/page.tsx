/** Ingest: what arrives, what is refused and why, how old the newest data is, and what the store holds. */
import type { Metadata } from "next";
import { IngestScreen } from "../../../components/ingest/IngestScreen.tsx";

export const metadata: Metadata = { title: "Ingest" };

export default function IngestPage() {
  return <IngestScreen />;
}
