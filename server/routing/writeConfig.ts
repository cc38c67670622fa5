/**
 * Our settings as Alertmanager's configuration file. Secrets are written `<secret>`; what Alertmanager has nothing for is said in
 * comments at the top.
 */
import { stringify } from "yaml";
import type { InhibitRule, NotificationSettings, Receiver, ReceiverIntegration, Route } from "../model/notification.ts";
import { timeIntervalFields } from "./configIntervals.ts";
import { SECRET } from "./configReceivers.ts";
import { formatLength } from "./durations.ts";
import { formatMatcher } from "./matchers.ts";

const unlessEmpty = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list);
const length = (ms: number | null) => (ms === null ? undefined : formatLength(ms));

function routeFields(route: Route): object {
  return {
    receiver: route.receiver ?? undefined,
    matchers: unlessEmpty(route.matchers.map(formatMatcher)),
    continue: route.continues || undefined,
    group_by: route.groupBy ?? undefined,
    group_wait: length(route.groupWaitMs),
    group_interval: length(route.groupIntervalMs),
    repeat_interval: length(route.repeatIntervalMs),
    mute_time_intervals: unlessEmpty(route.muteTimeIntervals),
    active_time_intervals: unlessEmpty(route.activeTimeIntervals),
    routes: unlessEmpty(route.routes.map(routeFields)),
  };
}

/** The list of a receiver that an integration stands in, and its fields; null for what Alertmanager cannot do. */
function integrationFields(one: ReceiverIntegration): readonly [string, object] | null {
  const send_resolved = one.sendResolved;
  switch (one.kind) {
    case "webhook":
      return ["webhook_configs", { send_resolved, url: SECRET, max_alerts: one.maxAlerts || undefined }];
    case "slack":
      return ["slack_configs", { send_resolved, api_url: SECRET }];
    case "teams":
      return ["msteamsv2_configs", { send_resolved, webhook_url: SECRET }];
    case "pagerduty":
      return ["pagerduty_configs", { send_resolved, url: one.url, routing_key: SECRET }];
    case "email": {
      const auth = {
        auth_username: one.username ?? undefined,
        auth_password: one.password === null ? undefined : SECRET,
      };
      const smarthost = one.server.replace(/^smtps?:\/\//, "");
      return ["email_configs", { send_resolved, to: one.to.join(", "), from: one.from, smarthost, ...auth }];
    }
    case "alertmanager":
      return null;
  }
}

function receiverFields({ name, integrations }: Receiver): object {
  const lists: Record<string, object[]> = {};
  for (const one of integrations) {
    const [list, fields] = integrationFields(one) ?? [];
    if (list !== undefined && fields) lists[list] = [...(lists[list] ?? []), fields];
  }
  return { name, ...lists };
}

const ruleFields = ({ source, target, equal }: InhibitRule) => ({
  source_matchers: source.map(formatMatcher),
  target_matchers: target.map(formatMatcher),
  equal: unlessEmpty(equal),
});

function leftOut({ receivers }: NotificationSettings): string[] {
  const worded = receivers.filter(({ message }) => message !== undefined);
  const own = worded.map(
    ({ name }) => `# Left out: receiver ${JSON.stringify(name)} words its messages by templates of its own.`,
  );
  const ways = receivers.flatMap(({ name, integrations }) =>
    integrations.flatMap((one) => {
      const words = JSON.stringify(name);
      if (one.kind === "alertmanager") return [`# Left out: receiver ${words} also forwards to another Alertmanager.`];
      return one.kind === "webhook" && one.signingSecret !== null
        ? [`# Left out: receiver ${words} signs its webhook (Standard Webhooks).`]
        : [];
    }),
  );
  return [...own, ...ways];
}

export function writeConfig(settings: NotificationSettings): string {
  const fields = {
    route: routeFields(settings.route),
    receivers: settings.receivers.map(receiverFields),
    inhibit_rules: unlessEmpty(settings.inhibitRules.map(ruleFields)),
    time_intervals: unlessEmpty(settings.timeIntervals.map(timeIntervalFields)),
  };
  const comments = leftOut(settings);
  const yaml = stringify(fields, { keepUndefined: false, lineWidth: 0, aliasDuplicateObjects: false });
  return [...comments, yaml].join("\n");
}
