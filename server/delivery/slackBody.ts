/**
 * A message for Slack and what speaks like it (Mattermost, Rocket.Chat): one attachment for each alert. Slack's own three characters
 * are escaped in every text, and its formatting is off where texts of others stand.
 * Source: Slack "Formatting text for app surfaces", "Secondary message attachments".
 */
import type { OutgoingMessage } from "./deliver.ts";
import { type MessageContent, messageContent, type SaidAlert } from "./messageContent.ts";

const MOST_ALERTS = 10;
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** What would end the address or the words of a link may not stand in them. */
const link = (url: string, words: string) =>
  `<${url.replace(/[|<>\s]/g, encodeURIComponent)}|${escaped(words).replaceAll("|", "¦")}>`;

function colorOf({ isFiring }: SaidAlert, severity: string): string {
  if (!isFiring) return "#2e9e6b";
  return severity === "page" || severity === "critical" ? "#d64545" : "#d99a1c";
}

function attachmentOf(alert: SaidAlert, { severity, picture }: MessageContent, withPicture: boolean): object {
  const lines = [
    escaped(alert.sentence),
    ...(alert.description === "" || alert.description === alert.sentence ? [] : [escaped(alert.description)]),
    ...alert.evidence.map(({ what, words, url }) => `${what}: ${url === null ? escaped(words) : link(url, words)}`),
    ...(alert.runbookUrl === null ? [] : [link(alert.runbookUrl, "Runbook")]),
  ];
  return {
    color: colorOf(alert, severity),
    fallback: escaped(`${alert.name} ${alert.isFiring ? "fires" : "is over"}: ${alert.sentence}`),
    title: `${escaped(alert.name)} ${alert.isFiring ? "fires" : "is over"}`,
    title_link: alert.url,
    text: lines.join("\n"),
    footer: `${alert.labels.severity ? `${escaped(alert.labels.severity)}, ` : ""}${alert.when}`,
    mrkdwn_in: [],
    ...(withPicture && picture && { image_url: picture.url }),
  };
}

/** In the receiver's own words: one attachment for all. */
function writtenAttachment({ text, title, url, picture, isFiring, severity }: MessageContent): object {
  const grave = severity === "page" || severity === "critical" ? "#d64545" : "#d99a1c";
  return {
    color: isFiring ? grave : "#2e9e6b",
    fallback: escaped(title),
    text: `${escaped(text ?? "")}\n${link(url, "Open in Chronoscope")}`,
    mrkdwn_in: [],
    ...(isFiring && picture && { image_url: picture.url }),
  };
}

export function slackBody(message: OutgoingMessage, consoleUrl: string): string {
  const content = messageContent(message, consoleUrl, MOST_ALERTS);
  if (content.text !== null) {
    return JSON.stringify({ text: escaped(content.title), mrkdwn: false, attachments: [writtenAttachment(content)] });
  }
  const pictured = content.alerts.findIndex(({ isFiring }) => isFiring);
  const more = content.more > 0 ? [{ text: link(content.url, `${content.more} more alerts`) }] : [];
  return JSON.stringify({
    text: escaped(content.title),
    mrkdwn: false,
    attachments: [...content.alerts.map((alert, at) => attachmentOf(alert, content, at === pictured)), ...more],
  });
}
