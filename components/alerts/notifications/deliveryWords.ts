/** What became of a notification, in words and as a status. Pure. */
import type { DeliveryState, ReceiverKind } from "../../../server/model/notification.ts";
import type { DeliveryView } from "../../../server/routers/deliveryViews.ts";
import type { StatusKind } from "../../charts/Status.tsx";
import { formatCountOf } from "../../format/formatNumbers.ts";

export const KIND_NAMES: Readonly<Record<ReceiverKind, string>> = {
  webhook: "Webhook",
  slack: "Slack",
  teams: "Microsoft Teams",
  pagerduty: "PagerDuty",
  email: "E-mail",
  alertmanager: "Alertmanager",
};

export const STATE_KINDS: Readonly<Record<DeliveryState, StatusKind>> = {
  sent: "ok",
  waiting: "unknown",
  failed: "warn",
  dead: "fail",
  replaced: "unknown",
};
export const STATE_WORDS: Readonly<Record<DeliveryState, string>> = {
  sent: "sent",
  waiting: "waiting",
  failed: "failed, tried again",
  dead: "given up",
  replaced: "overtaken by news",
};

type Standing = Pick<DeliveryView, "state" | "times" | "refused" | "lastError">;

/** How a row of the log stands: also what arrived, but not as it was meant. */
export function deliveryStanding({ state, times, refused, lastError }: Standing): {
  readonly kind: StatusKind;
  readonly words: string;
} {
  if (state === "sent" && refused.length > 0) return { kind: "warn", words: "sent, not to all" };
  if (state === "sent" && lastError !== null) return { kind: "warn", words: "sent, not as written" };
  const words = STATE_WORDS[state];
  return { kind: STATE_KINDS[state], words: times > 1 ? `${words} ${times} times` : words };
}

/** "Checkout fails 7.2 %", or "3 firing, 1 over: alertname CheckoutErrors" of several. */
export function deliverySubject({ alerts, firing, resolved, groupLabels }: DeliveryView): string {
  const [first] = alerts;
  if (firing + resolved === 1 && first)
    return `${first.status === "resolved" ? "Over: " : ""}${first.summary || first.name}`;
  const counts = [firing > 0 && `${firing} firing`, resolved > 0 && `${resolved} over`].filter(Boolean).join(", ");
  const of = Object.entries(groupLabels)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  return of === "" ? formatCountOf(firing + resolved, "alert") : `${counts}: ${of}`;
}

/** An address within reach of this machine's own network is refused unless the setting lists it. */
export const isInternalRefusal = (sentence: string | null): boolean =>
  sentence?.includes("CHRONOSCOPE_WEBHOOK_ALLOW") ?? false;
