/** A rule that is yet to be. */
import type { Metadata } from "next";
import { NewRuleScreen } from "../../../../../components/alerts/rules/NewRuleScreen.tsx";

export const metadata: Metadata = { title: "New alert rule" };

export default function NewRulePage() {
  return <NewRuleScreen />;
}
