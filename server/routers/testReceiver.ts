/** The test button: one made-up alert, sent at once to one integration, saved or as it is being written. */
import { type DeliveryOptions, deliver, type OutgoingMessage } from "../delivery/deliver.ts";
import type { ReceiverIntegration } from "../model/notification.ts";

export interface TestOutcome {
  readonly isSent: boolean;
  /** What happened, as a sentence. */
  readonly sentence: string;
}

/** Its fingerprint belongs to no alert. */
const FINGERPRINT = "0000000000000000";

export function testMessage(receiver: string, nowMs: number): OutgoingMessage {
  const labels = { alertname: "TestNotification", severity: "info" };
  const path = `/alerts?at=${encodeURIComponent(new Date(nowMs).toISOString())}`;
  const annotations = {
    summary: `This is a test from Chronoscope: notifications to "${receiver}" arrive.`,
    description: "Somebody pressed the test button. Nothing is wrong.",
  };
  const alert = {
    fingerprint: FINGERPRINT,
    status: "firing" as const,
    labels,
    annotations,
    startsMs: nowMs,
    endsMs: null,
    path,
  };
  const group = { groupKey: '{}:{alertname="TestNotification"}', groupLabels: { alertname: "TestNotification" } };
  return {
    notification: { receiver, ...group, status: "firing", alerts: [alert] },
    evidence: new Map(),
    picture: null,
  };
}

export async function testIntegration(
  receiver: string,
  integration: ReceiverIntegration,
  options: Pick<DeliveryOptions, "consoleUrl" | "allow" | "nowMs" | "templates">,
): Promise<TestOutcome> {
  const outcome = await deliver(integration, testMessage(receiver, options.nowMs), {
    ...options,
    deliveryId: `test-${crypto.randomUUID()}`,
  });
  if (outcome.kind === "sent" && outcome.note !== undefined) return { isSent: false, sentence: outcome.note };
  if (outcome.kind === "sent") return { isSent: true, sentence: "The test was sent, and the receiver took it." };
  return { isSent: false, sentence: outcome.why };
}
