/**
 * Receivers of Alertmanager's configuration, of the kinds we have. What Alertmanager takes from `global` is looked up there. A secret
 * written `<secret>` is the one that stands already, as both products print their own configuration.
 * Source: Alertmanager docs/configuration.md.
 */
import type { Receiver, ReceiverIntegration, ReceiverKind } from "../model/notification.ts";
import type { ConfigNode } from "./configNode.ts";

export const SECRET = "<secret>";
export const PAGERDUTY_URL = "https://events.pagerduty.com/v2/enqueue";

/** What `global` says. */
export interface ConfigGlobals {
  readonly slackUrl: string | undefined;
  readonly pagerdutyUrl: string | undefined;
  readonly smtpServer: string | undefined;
  readonly smtpFrom: string | undefined;
  readonly smtpUsername: string | undefined;
  readonly smtpPassword: string | undefined;
}

export function readGlobals(node: ConfigNode): ConfigGlobals {
  const globals = {
    slackUrl: node.text("slack_api_url"),
    pagerdutyUrl: node.text("pagerduty_url"),
    smtpServer: node.text("smtp_smarthost"),
    smtpFrom: node.text("smtp_from"),
    smtpUsername: node.text("smtp_auth_username"),
    smtpPassword: node.text("smtp_auth_password"),
  };
  node.end();
  return globals;
}

type Holding<I, K> = I extends { readonly kind: infer T } ? (K extends T ? I : never) : never;
type FieldsOf<K extends ReceiverKind> = Holding<ReceiverIntegration, K>;
interface Reading {
  readonly globals: ConfigGlobals;
  /** The integration that stands in this place now, if it is of this kind. */
  readonly standing: <K extends ReceiverKind>(kind: K) => FieldsOf<K> | undefined;
}

function needed(node: ConfigNode, name: string, value: string | undefined, kept: string | null | undefined): string {
  const text = value === SECRET ? (kept ?? undefined) : value;
  if (text !== undefined && text !== "") return text;
  node.problem(name, value === SECRET ? "is <secret>, and nothing stands here to keep." : "is missing.");
  return "";
}

/** `host:port` as a URL; port 465 speaks TLS from the first byte. */
function smtpUrl(smarthost: string): string {
  if (smarthost === "" || /^smtps?:\/\//.test(smarthost)) return smarthost;
  return `${smarthost.endsWith(":465") ? "smtps" : "smtp"}://${smarthost}`;
}

const READERS: Readonly<Record<string, (node: ConfigNode, reading: Reading) => ReceiverIntegration>> = {
  webhook_configs: (node, { standing }) => ({
    kind: "webhook",
    sendResolved: node.flag("send_resolved") ?? true,
    url: needed(node, "url", node.text("url"), standing("webhook")?.url),
    maxAlerts: node.count("max_alerts") ?? 0,
    // Not a field of Alertmanager: what stands is kept.
    signingSecret: standing("webhook")?.signingSecret ?? null,
  }),
  slack_configs: (node, { globals, standing }) => ({
    kind: "slack",
    sendResolved: node.flag("send_resolved") ?? false,
    url: needed(node, "api_url", node.text("api_url") ?? globals.slackUrl, standing("slack")?.url),
  }),
  msteamsv2_configs: (node, { standing }) => ({
    kind: "teams",
    sendResolved: node.flag("send_resolved") ?? true,
    url: needed(node, "webhook_url", node.text("webhook_url"), standing("teams")?.url),
  }),
  pagerduty_configs: (node, { globals, standing }) => ({
    kind: "pagerduty",
    sendResolved: node.flag("send_resolved") ?? true,
    url: node.text("url") ?? globals.pagerdutyUrl ?? PAGERDUTY_URL,
    routingKey: needed(node, "routing_key", node.text("routing_key"), standing("pagerduty")?.routingKey),
  }),
  email_configs: (node, { globals, standing }) => {
    const password = node.text("auth_password") ?? globals.smtpPassword ?? null;
    return {
      kind: "email",
      sendResolved: node.flag("send_resolved") ?? false,
      to: needed(node, "to", node.text("to"), undefined)
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
      from: needed(node, "from", node.text("from") ?? globals.smtpFrom, undefined),
      server: smtpUrl(needed(node, "smarthost", node.text("smarthost") ?? globals.smtpServer, undefined)),
      username: node.text("auth_username") ?? globals.smtpUsername ?? null,
      password: password === SECRET ? (standing("email")?.password ?? null) : password,
    };
  },
};

export function readReceivers(
  nodes: readonly ConfigNode[],
  globals: ConfigGlobals,
  current: readonly Receiver[],
): Receiver[] {
  return nodes.map((node) => {
    const name = node.text("name") ?? "";
    if (name === "") node.problem("name", "is missing.");
    const standingOne = current.find((receiver) => receiver.name === name);
    const before = standingOne?.integrations ?? [];
    const integrations = Object.entries(READERS).flatMap(([list, read]) =>
      node.nodes(list).map((config, at) => {
        const standing = <K extends ReceiverKind>(kind: K) =>
          before.filter((one): one is FieldsOf<K> => one.kind === kind)[at];
        const integration = read(config, { globals, standing });
        config.end();
        return integration;
      }),
    );
    node.end();
    // What Alertmanager has no name for stays with its receiver.
    const kept = before.filter(({ kind }) => kind === "alertmanager");
    const message = standingOne?.message;
    return { name, integrations: [...integrations, ...kept], ...(message && { message }) };
  });
}
