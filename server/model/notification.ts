/**
 * Who is told about alerts, how and when: Alertmanager's configuration in our words, and what was sent.
 * Units: milliseconds; Unix milliseconds for instants. Source: Alertmanager docs/configuration.md.
 */
import type { LabelPairs } from "./alert.ts";

export interface Matcher {
  readonly name: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  /** Regular expressions are RE2 and match the whole value. */
  readonly value: string;
}

export const RECEIVER_KINDS = ["webhook", "slack", "teams", "pagerduty", "email", "alertmanager"] as const;
export type ReceiverKind = (typeof RECEIVER_KINDS)[number];

/** One way of one receiver. Secrets are write-only: the console never shows them again. */
export type ReceiverIntegration = { readonly sendResolved: boolean } & (
  | {
      readonly kind: "webhook";
      readonly url: string;
      readonly maxAlerts: number;
      readonly signingSecret: string | null;
    }
  | { readonly kind: "slack" | "teams"; readonly url: string }
  | { readonly kind: "pagerduty"; readonly url: string; readonly routingKey: string }
  | {
      readonly kind: "email";
      readonly to: readonly string[];
      readonly from: string;
      /** `smtp://host:25` or `smtps://host:465`. */
      readonly server: string;
      readonly username: string | null;
      readonly password: string | null;
    }
  | { readonly kind: "alertmanager"; readonly url: string }
);

/** How a secret begins that is encrypted (server/db/secretBox.ts); readers meet it only where its key is lost. */
export const SEALED = "sealed:v1:";
export const isSealed = (text: string | null): boolean => text?.startsWith(SEALED) === true;

/** Names of the secrets of a way that cannot be read, since the key that they were encrypted with is not here. */
export function lostSecrets(one: ReceiverIntegration): string[] {
  const secrets = Object.entries(one).filter(([, value]) => typeof value === "string" && isSealed(value));
  return secrets.map(([name]) => name);
}

/** How a receiver words its messages, in Go's templates over Alertmanager's data; "": as the product words them. */
export interface MessageTemplates {
  readonly title: string;
  readonly text: string;
  /** `{{ define "name" }}…{{ end }}` that both may use. */
  readonly definitions: string;
}

export interface Receiver {
  readonly name: string;
  readonly integrations: readonly ReceiverIntegration[];
  /** Absent: the product's own words. Webhooks and Alertmanagers get the data itself. */
  readonly message?: MessageTemplates;
}

/** A node of the routing tree; null inherits from its parent. The root has no matchers and takes everything. */
export interface Route {
  readonly receiver: string | null;
  readonly matchers: readonly Matcher[];
  readonly continues: boolean;
  /** Labels; ["..."]: every alert alone. */
  readonly groupBy: readonly string[] | null;
  readonly groupWaitMs: number | null;
  readonly groupIntervalMs: number | null;
  readonly repeatIntervalMs: number | null;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly Route[];
}

export interface InhibitRule {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/** Ranges are inclusive but for times, which end before `endMinute`. Empty lists admit everything. */
export interface TimeInterval {
  readonly times: readonly { readonly startMinute: number; readonly endMinute: number }[];
  /** 0 is Sunday. */
  readonly weekdays: readonly { readonly from: number; readonly to: number }[];
  /** 1..31, or negative from the month's end. */
  readonly daysOfMonth: readonly { readonly from: number; readonly to: number }[];
  readonly months: readonly { readonly from: number; readonly to: number }[];
  readonly years: readonly { readonly from: number; readonly to: number }[];
  /** IANA name. */
  readonly location: string;
}
export interface NamedTimeInterval {
  readonly name: string;
  readonly intervals: readonly TimeInterval[];
}

export interface NotificationSettings {
  readonly receivers: readonly Receiver[];
  readonly route: Route;
  readonly inhibitRules: readonly InhibitRule[];
  readonly timeIntervals: readonly NamedTimeInterval[];
}

export interface SilenceBody {
  readonly matchers: readonly Matcher[];
  readonly startsMs: number;
  readonly endsMs: number;
  readonly comment: string;
  readonly createdBy: string;
}
export interface Silence extends SilenceBody {
  readonly id: string;
  readonly updatedMs: number;
}

/** A group of alerts that one receiver is told about together. */
export interface Notification {
  readonly receiver: string;
  readonly groupKey: string;
  readonly groupLabels: LabelPairs;
  readonly status: "firing" | "resolved";
  readonly alerts: readonly NotifiedAlert[];
}
export interface NotifiedAlert {
  readonly fingerprint: string;
  readonly status: "firing" | "resolved";
  readonly labels: LabelPairs;
  readonly annotations: LabelPairs;
  readonly startsMs: number;
  /** Null while it fires. */
  readonly endsMs: number | null;
  /** Path and query of the alert's page at the instant, without the host. */
  readonly path: string;
}

/** What a receiver was told last about a group: Alertmanager's notification log, and when the group began. */
export interface GroupStanding {
  readonly receiver: string;
  readonly groupKey: string;
  /** When its first notification is (was) due. */
  readonly firstDueMs: number;
  /** When the group was looked at last, told or not; the next look is a group interval later. Null: not yet. */
  readonly flushedMs: number | null;
  /** Null: nothing was told yet. */
  readonly toldMs: number | null;
  /** Fingerprints that the receiver holds to be firing, sorted. */
  readonly firing: readonly string[];
  /** Those it was told last to be over, sorted. */
  readonly resolved: readonly string[];
}

export const DELIVERY_STATES = ["waiting", "sent", "failed", "dead", "replaced"] as const;
/** `failed` will be tried again; `dead` will not, unless by hand; `replaced`: a newer message of the same group says it all. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];
export interface Delivery {
  readonly id: string;
  readonly receiver: string;
  /** Index of the receiver's integration. */
  readonly integration: number;
  readonly kind: ReceiverKind;
  readonly notification: Notification;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdMs: number;
  /** When it is tried next; null once it is over. */
  readonly dueMs: number | null;
  readonly sentMs: number | null;
  /** What the receiver answered or why it could not be reached, in one sentence; null when all is well. */
  readonly lastError: string | null;
  /** E-mail addresses that did not take it though others did: an attempt more goes to them alone. */
  readonly refused: readonly string[];
}
/** A row of the delivery log. Deliveries of one group that died one after the other for the same reason are one row, the newest of them. */
export interface LoggedDelivery extends Delivery {
  /** How many died in this way; 1 for every other row. */
  readonly times: number;
  /** When the first of them was written. */
  readonly firstMs: number;
}
/** An integration whose newest messages all failed, one after the other. */
export interface DeliveryTrouble {
  readonly receiver: string;
  readonly integration: number;
  readonly kind: ReceiverKind;
  /** How many messages since the last one that arrived. */
  readonly failed: number;
  /** When the first of them was written. */
  readonly sinceMs: number;
  readonly lastError: string | null;
  /** When a message arrived last; null: none that is still known. */
  readonly arrivedMs: number | null;
}
