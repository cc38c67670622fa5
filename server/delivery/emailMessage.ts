/**
 * A message as e-mail: plain text, and HTML in which every text of others is escaped and every address is a web address. The picture
 * is attached and shown in its place.
 * Next: smtpSend.ts.
 */
import type { OutgoingMessage } from "./deliver.ts";
import { type MessageContent, messageContent, type SaidAlert } from "./messageContent.ts";

const MOST_ALERTS = 50;
export const PICTURE_ID = "chart@chronoscope";

export interface EmailMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const html = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");

const stateOf = ({ name, isFiring }: SaidAlert) => `${name} ${isFiring ? "fires" : "is over"}`;

function textOfAlert(alert: SaidAlert): string {
  const { sentence, description, when, url, evidence, runbookUrl, runbook } = alert;
  return [
    `${stateOf(alert)}, ${when}`,
    ...[sentence, description].filter((text, at, all) => text !== "" && all.indexOf(text) === at),
    ...evidence.map((one) => `${one.what}: ${one.words}${one.url === null ? "" : `\n  ${one.url}`}`),
    ...(runbookUrl === null && runbook === "" ? [] : [`Runbook: ${runbookUrl ?? runbook}`]),
    `Open: ${url}`,
  ].join("\n");
}

const anchor = (url: string, words: string) => `<a href="${html(url)}" style="color:#2f6fd6">${html(words)}</a>`;
const paragraph = (inner: string, style = "") => `<p style="margin:4px 0;${style}">${inner}</p>`;

function htmlOfAlert(alert: SaidAlert): string {
  const { sentence, description, when, url, evidence, runbookUrl, runbook, labels, isFiring } = alert;
  const color = isFiring ? "#c93a3a" : "#2e9e6b";
  const named = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return [
    `<div style="margin:16px 0;padding:8px 12px;border-left:4px solid ${color}">`,
    paragraph(`<strong>${html(stateOf(alert))}</strong> <span style="color:#666">${html(when)}</span>`),
    ...[sentence, description]
      .filter((text, at, all) => text !== "" && all.indexOf(text) === at)
      .map((text) => paragraph(html(text).replaceAll("\n", "<br>"))),
    ...evidence.map((one) =>
      paragraph(`${html(one.what)}: ${one.url === null ? html(one.words) : anchor(one.url, one.words)}`),
    ),
    ...(runbook === "" ? [] : [paragraph(`<strong>What to do:</strong> ${html(runbook).replaceAll("\n", "<br>")}`)]),
    paragraph(html(named.join("  ")), "color:#666;font-size:12px"),
    paragraph(anchor(url, "Open at this instant") + (runbookUrl === null ? "" : ` · ${anchor(runbookUrl, "Runbook")}`)),
    "</div>",
  ].join("\n");
}

const ADDRESS = /https?:\/\/[^\s<>"']+/g;

/** The receiver's own words: lines as they stand, addresses as links. */
function htmlOfWritten(text: string, url: string): string {
  const places = [...text.matchAll(ADDRESS)].map((found) => ({ at: found.index, address: found[0] }));
  let done = 0;
  const parts = places.map(({ at, address }) => {
    const before = html(text.slice(done, at));
    done = at + address.length;
    return before + anchor(address, address);
  });
  const body = (parts.join("") + html(text.slice(done))).replaceAll("\n", "<br>");
  return `${paragraph(body)}\n${paragraph(anchor(url, "Open at this instant"))}`;
}

function htmlOf(content: MessageContent, hasPicture: boolean): string {
  const { title, text, alerts, more, picture, url } = content;
  return [
    '<!doctype html><html><body style="font-family:system-ui,sans-serif;font-size:14px;color:#1a1a1a">',
    `<h1 style="font-size:18px">${html(title)}</h1>`,
    hasPicture && picture
      ? `<img src="cid:${PICTURE_ID}" alt="${html(picture.words)}" width="640" style="max-width:100%">`
      : "",
    ...(text === null ? alerts.map(htmlOfAlert) : [htmlOfWritten(text, url)]),
    text === null && more > 0 ? paragraph(`And ${more} more alerts: ${anchor(url, "all of them")}.`) : "",
    "</body></html>",
  ].join("\n");
}

/** `hasPicture`: it is attached under PICTURE_ID. */
export function emailMessage(message: OutgoingMessage, consoleUrl: string, hasPicture: boolean): EmailMessage {
  const content = messageContent(message, consoleUrl, MOST_ALERTS);
  const more = content.more > 0 ? [`And ${content.more} more alerts: ${content.url}`] : [];
  const body = content.text === null ? content.alerts.map(textOfAlert).concat(more) : [content.text, content.url];
  return {
    subject: content.title,
    text: [content.title, ...body].join("\n\n"),
    html: htmlOf(content, hasPicture),
  };
}
