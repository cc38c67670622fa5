/** One SLO. Its title comes with its answer, for it may have been another then. */
import type { Metadata } from "next";
import { SloScreen } from "../../../../components/slos/SloScreen.tsx";
import { readPathText } from "../../../../components/state/pathText.ts";

interface SloPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export const metadata: Metadata = { title: "SLO" };

export default async function SloPage({ params }: SloPageProps) {
  return <SloScreen id={readPathText((await params).id)} />;
}
