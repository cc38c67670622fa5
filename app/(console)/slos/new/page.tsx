/** A new SLO. */
import type { Metadata } from "next";
import { NewSloScreen } from "../../../../components/slos/NewSloScreen.tsx";

export const metadata: Metadata = { title: "A new SLO" };

export default function NewSloPage() {
  return <NewSloScreen />;
}
