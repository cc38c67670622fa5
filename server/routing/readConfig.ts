/**
 * Alertmanager's configuration file to our settings. Everything that it says and that we have nothing for is named by its path.
 * Shape: settings, or null with what stands in the way.
 * Source: Alertmanager docs/configuration.md.
 */
import { parseDocument } from "yaml";
import type { InhibitRule, Matcher, NotificationSettings, Route } from "../model/notification.ts";
import { readTimeIntervals } from "./configIntervals.ts";
import { ConfigNode, type ConfigNotes } from "./configNode.ts";
import { readGlobals, readReceivers } from "./configReceivers.ts";
import { parseLength } from "./durations.ts";
import { parseMatchers } from "./parseMatchers.ts";
import { settingsProblems } from "./settingsProblems.ts";

export interface ReadConfig {
  readonly settings: NotificationSettings | null;
  /** Paths of fields that are known to Alertmanager perhaps, and not here. */
  readonly unknown: readonly string[];
  readonly problems: readonly string[];
}

const LONGEST_CONFIG = 1024 * 1024;
const MOST_LEVELS = 20;

function readMatchers(node: ConfigNode, prefix = ""): Matcher[] {
  const written = (node.texts(`${prefix}matchers`) ?? []).flatMap((text) => {
    const { matchers, problem } = parseMatchers(text);
    if (problem !== null) node.problem(`${prefix}matchers`, `has ${text}: ${problem}`);
    return matchers ?? [];
  });
  const pairs = (name: string, operator: "=" | "=~") =>
    node.pairs(name).map(([label, value]) => ({ name: label, operator, value }));
  return [...pairs(`${prefix}match`, "="), ...pairs(`${prefix}match_re`, "=~"), ...written];
}

function readLength(node: ConfigNode, name: string): number | null {
  const text = node.text(name);
  if (text === undefined) return null;
  const length = parseLength(text);
  if (length === null) node.problem(name, `is ${text}; write a length like 30s, 5m or 1h30m.`);
  return length;
}

function readRoute(node: ConfigNode, level: number): Route {
  const deeper = node.nodes("routes");
  if (level >= MOST_LEVELS && deeper.length > 0) node.problem("routes", `goes deeper than ${MOST_LEVELS} levels.`);
  const route = {
    receiver: node.text("receiver") ?? null,
    matchers: readMatchers(node),
    continues: node.flag("continue") ?? false,
    groupBy: node.texts("group_by") ?? null,
    groupWaitMs: readLength(node, "group_wait"),
    groupIntervalMs: readLength(node, "group_interval"),
    repeatIntervalMs: readLength(node, "repeat_interval"),
    muteTimeIntervals: node.texts("mute_time_intervals") ?? [],
    activeTimeIntervals: node.texts("active_time_intervals") ?? [],
    routes: level >= MOST_LEVELS ? [] : deeper.map((child) => readRoute(child, level + 1)),
  };
  node.end();
  return route;
}

function readInhibitRule(node: ConfigNode): InhibitRule {
  const rule = {
    source: readMatchers(node, "source_"),
    target: readMatchers(node, "target_"),
    equal: node.texts("equal") ?? [],
  };
  node.end();
  return rule;
}

function readRoot(root: ConfigNode, current: NotificationSettings): NotificationSettings {
  const globals = readGlobals(root.node("global"));
  const intervals = [...root.nodes("time_intervals"), ...root.nodes("mute_time_intervals")];
  const settings = {
    receivers: readReceivers(root.nodes("receivers"), globals, current.receivers),
    route: readRoute(root.node("route"), 0),
    inhibitRules: root.nodes("inhibit_rules").map(readInhibitRule),
    timeIntervals: readTimeIntervals(intervals),
  };
  root.end();
  return settings;
}

/** `current` has the secrets that the file may leave out. Never throws. */
export function readConfig(text: string, current: NotificationSettings): ReadConfig {
  const notes: ConfigNotes = { unknown: [], problems: [] };
  const refused = (problem: string) => ({ settings: null, unknown: [], problems: [problem] });
  if (text.length > LONGEST_CONFIG) return refused("The file is longer than 1 MiB.");
  let value: unknown;
  try {
    const document = parseDocument(text, { prettyErrors: true });
    const [error] = document.errors;
    if (error) return refused(`This is no YAML: ${error.message}`);
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return refused(`This is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const root = new ConfigNode(value, "", notes);
  if (!root.has("route")) notes.problems.push("There is no route; the file needs one that takes everything.");
  const settings = readRoot(root, current);
  if (notes.problems.length === 0) notes.problems.push(...settingsProblems(settings));
  return { settings: notes.problems.length > 0 ? null : settings, ...notes };
}
