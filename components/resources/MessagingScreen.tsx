"use client";
/** Queues and topics: which of them fills up, who puts in and who takes out. */
import { KindDashboard } from "./KindDashboard.tsx";
import { MESSAGING } from "./messagingDashboard.ts";
import { QUEUE } from "./queueKind.ts";

export function MessagingScreen() {
  return <KindDashboard kind={QUEUE} spec={MESSAGING} />;
}
