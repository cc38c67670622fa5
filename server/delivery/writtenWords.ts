/**
 * A message in the words of its receiver: title and text from Go's templates over Alertmanager's data, with what is kept of an alert among
 * its annotations (`chronoscope_trace_url` and its like, as webhooks carry them). What a template gives is plain text, which each
 * channel escapes as all texts of others.
 * Errors: none thrown. A template that cannot be read, throws or takes too many steps is named in `problems`, and the ordinary words stand.
 * Source: Alertmanager docs/notifications.md.
 */
import { alertmanagerFunctions, notificationValue } from "../gotemplate/alertmanagerFunctions.ts";
import { expandTemplate } from "../gotemplate/expandTemplate.ts";
import { parseTemplate } from "../gotemplate/parseTemplate.ts";
import type { MessageTemplates } from "../model/notification.ts";
import type { OutgoingMessage } from "./deliver.ts";
import { messageContent, shortened } from "./messageContent.ts";
import { annotationsWith, commonPairs } from "./webhookBody.ts";

export interface WrittenWords {
  /** Null: as the product words it. */
  readonly title: string | null;
  readonly text: string | null;
  readonly problems: readonly string[];
}

/** More than any channel shows. */
const LONGEST_TEXT = 12_000;
const LONGEST_PROBLEM = 300;

/** What stands as `.`. */
function dataOf(message: OutgoingMessage, consoleUrl: string) {
  const { receiver, status, alerts: all, groupLabels } = message.notification;
  const { alerts: said, picture } = messageContent(message, consoleUrl, all.length);
  const pictured = all.findIndex((alert) => alert.status === "firing");
  const alerts = all.map((alert, at) => ({
    ...alert,
    annotations: annotationsWith(alert, said[at], at === pictured ? (picture?.url ?? null) : null),
    generatorUrl: consoleUrl + alert.path,
  }));
  const common = {
    commonLabels: commonPairs(alerts.map(({ labels }) => labels)),
    commonAnnotations: commonPairs(alerts.map(({ annotations }) => annotations)),
  };
  return notificationValue({ receiver, status, alerts, groupLabels, ...common, externalUrl: consoleUrl });
}

const reason = (error: unknown) => shortened(error instanceof Error ? error.message : String(error), LONGEST_PROBLEM);

export function writtenWords(
  message: OutgoingMessage,
  { title, text, definitions }: MessageTemplates,
  consoleUrl: string,
  nowMs: number,
): WrittenWords {
  const problems: string[] = [];
  const functions = alertmanagerFunctions(nowMs);
  const written = (template: string, what: string): string | null => {
    if (template.trim() === "") return null;
    try {
      const words = expandTemplate(definitions + template, dataOf(message, consoleUrl), functions, null, what).trim();
      return words === "" ? null : shortened(words, LONGEST_TEXT);
    } catch (error) {
      problems.push(`The template of its ${what} failed, and the ordinary one was sent: ${reason(error)}`);
      return null;
    }
  };
  return { title: written(title, "title"), text: written(text, "text"), problems };
}

/** Why these cannot be read as templates; empty when they can. What goes wrong with an alert is known only then. */
export function templateProblems({ title, text, definitions }: MessageTemplates): string[] {
  const functions = alertmanagerFunctions(0);
  const given = [
    ["definitions", definitions],
    ["title", definitions + title],
    ["text", definitions + text],
  ] as const;
  for (const [what, template] of given) {
    try {
      parseTemplate(what, template, (name) => functions.has(name));
    } catch (error) {
      return [`The template of the ${what} cannot be read: ${reason(error)}`];
    }
  }
  return [];
}
