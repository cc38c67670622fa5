/**
 * Hosts, nodes, pods, containers, processes, runtimes, pools, databases, queues: which have room and which do not.
 * Nothing is asked ahead: so many questions take longer than a page would wait, and would be asked twice.
 */
import type { Metadata } from "next";
import { ResourcesScreen } from "../../../components/resources/ResourcesScreen.tsx";

export const metadata: Metadata = { title: "Resources" };

export default function ResourcesPage() {
  return <ResourcesScreen />;
}
