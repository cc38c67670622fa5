/** The editor of an SLO. */
import type { Metadata } from "next";
import { EditSloScreen } from "../../../../../components/slos/EditSloScreen.tsx";
import { readPathText } from "../../../../../components/state/pathText.ts";

interface EditPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export const metadata: Metadata = { title: "Edit an SLO" };

export default async function EditSloPage({ params }: EditPageProps) {
  return <EditSloScreen id={readPathText((await params).id)} />;
}
