/**
 * A message for a Teams workflow: one adaptive card. Texts stand in rich text runs, which know no Markdown, so nothing in them is
 * taken for an order.
 * Source: Microsoft "Create incoming webhooks with Workflows", Adaptive Cards 1.4; Alertmanager notify/msteamsv2.
 */
import type { OutgoingMessage } from "./deliver.ts";
import { messageContent, type SaidAlert, shortened } from "./messageContent.ts";

/** A card may have 28 kB. */
const MOST_ALERTS = 5;
const MOST_TEXT = 500;
const MOST_WRITTEN = 8_000;

const run = (text: string, more: object = {}) => ({ type: "TextRun", text: shortened(text, MOST_TEXT), ...more });
const block = (...inlines: readonly object[]) => ({ type: "RichTextBlock", inlines });

function alertBlocks(alert: SaidAlert): object[] {
  const color = alert.isFiring ? "attention" : "good";
  const select = (url: string | null) => (url === null ? {} : { selectAction: { type: "Action.OpenUrl", url } });
  return [
    block(
      run(`${alert.name} ${alert.isFiring ? "fires" : "is over"}`, { weight: "bolder", color, ...select(alert.url) }),
      run(`  ${alert.when}`, { isSubtle: true }),
    ),
    ...(alert.sentence === "" ? [] : [block(run(alert.sentence))]),
    ...alert.evidence.map(({ what, words, url }) =>
      block(run(`${what}: `, { weight: "bolder" }), run(words, select(url))),
    ),
  ];
}

/** The receiver's own words, line by line. */
const writtenBlocks = (text: string) =>
  shortened(text, MOST_WRITTEN)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => block(run(line)));

export function teamsBody(message: OutgoingMessage, consoleUrl: string): string {
  const { title, text, isFiring, alerts, more, picture, url } = messageContent(message, consoleUrl, MOST_ALERTS);
  const runbook = alerts.find(({ runbookUrl }) => runbookUrl !== null)?.runbookUrl;
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body: [
      block(run(title, { size: "large", weight: "bolder", color: isFiring ? "attention" : "good" })),
      ...(text === null
        ? [...alerts.flatMap(alertBlocks), ...(more > 0 ? [block(run(`And ${more} more alerts.`))] : [])]
        : writtenBlocks(text)),
      ...(picture ? [{ type: "Image", url: picture.url, altText: picture.words }] : []),
    ],
    actions: [
      { type: "Action.OpenUrl", title: "Open in Chronoscope", url },
      ...(runbook ? [{ type: "Action.OpenUrl", title: "Runbook", url: runbook }] : []),
    ],
  };
  const card = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return JSON.stringify({ type: "message", attachments: [card] });
}
