/**
 * The functions of Alertmanager's templates, and what such a template works on.
 * Errors: Error with Alertmanager's text.
 * Source: Alertmanager template/template.go (DefaultFuncs, Data, KV, Pairs, Alerts).
 */
import { BUILTIN_FUNCTIONS } from "./builtinFunctions.ts";
import { sortedKeys } from "./goPrint.ts";
import { quoted } from "./goText.ts";
import { durationValue, msOf, timeValue, zoneOf } from "./goTime.ts";
import { checkZone, formatLayout } from "./goTimeLayout.ts";
import { humanizeDuration } from "./humanize.ts";
import { jsonText } from "./jsonText.ts";
import {
  checkLength,
  coreOf,
  isList,
  type TemplateFunction,
  TemplateObject,
  type TemplateValue,
} from "./templateValue.ts";
import { TEXT_FUNCTIONS, titleCase } from "./textFunctions.ts";
import { type FunctionTable, typed } from "./typedFunction.ts";

/** One alert of a notification. Instants are Unix milliseconds; null: not over. */
export interface NotifiedAlert {
  readonly status: "firing" | "resolved";
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsMs: number;
  readonly endsMs: number | null;
  readonly generatorUrl: string;
  readonly fingerprint: string;
}
export interface NotificationData {
  readonly receiver: string;
  readonly status: "firing" | "resolved";
  readonly alerts: readonly NotifiedAlert[];
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly externalUrl: string;
}

type Pair = readonly [name: string, value: string];
const ALERT_NAME = "alertname";
/** Of Go's zero time, year 1. */
const NO_TIME_MS = -62_135_596_800_000;

const textsOf = (value: TemplateValue): string[] => {
  const core = coreOf(value);
  return isList(core) ? core.map(String) : [];
};

function join(texts: readonly string[], separator: string): string {
  checkLength(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return texts.join(separator);
}

function textList(texts: readonly string[]): TemplateObject {
  const members = new Map([["Join", typed(["string"], (separator) => join(texts, String(separator)))]]);
  return new TemplateObject("template.Strings", texts, members);
}

function pairList(pairs: readonly Pair[]): TemplateObject {
  const values = pairs.map(
    ([name, value]) =>
      new TemplateObject(
        "template.Pair",
        null,
        new Map([
          ["Name", name],
          ["Value", value],
        ]),
      ),
  );
  const members = new Map([
    ["Names", typed([], () => textList(pairs.map(([name]) => name)))],
    ["Values", typed([], () => textList(pairs.map(([, value]) => value)))],
  ]);
  return new TemplateObject("template.Pairs", values, members, pairsText(pairs));
}

const pairsText = (pairs: readonly Pair[]) => pairs.map(([name, value]) => `${name}=${value}`).join(", ");

/** The name first, then by name. */
function sortedPairs(map: ReadonlyMap<string, TemplateValue>): Pair[] {
  const keys = sortedKeys(map);
  const ordered = map.has(ALERT_NAME) ? [ALERT_NAME, ...keys.filter((key) => key !== ALERT_NAME)] : keys;
  return ordered.map((key) => [key, String(map.get(key) ?? "")]);
}

/** Labels or annotations, with their methods. */
export function labelsValue(labels: Readonly<Record<string, string>>): TemplateObject {
  const map: ReadonlyMap<string, string> = new Map(Object.entries(labels));
  const pairs = sortedPairs(map);
  const remove = (names: TemplateValue) => {
    const gone = new Set(textsOf(names));
    return labelsValue(Object.fromEntries(Object.entries(labels).filter(([name]) => !gone.has(name))));
  };
  const members = new Map([
    ["SortedPairs", typed([], () => pairList(pairs))],
    ["Remove", typed(["[]string"], remove)],
    ["Names", typed([], () => textList(pairs.map(([name]) => name)))],
    ["Values", typed([], () => textList(pairs.map(([, value]) => value)))],
  ]);
  return new TemplateObject("template.KV", map, members, pairsText(pairs));
}

const struct = (name: string, fields: Readonly<Record<string, TemplateValue>>) =>
  new TemplateObject(name, null, new Map(Object.entries(fields)));

function alertValue(alert: NotifiedAlert): TemplateObject {
  return struct("template.Alert", {
    Status: alert.status,
    Labels: labelsValue(alert.labels),
    Annotations: labelsValue(alert.annotations),
    StartsAt: timeValue(alert.startsMs, "UTC"),
    EndsAt: timeValue(alert.endsMs ?? NO_TIME_MS, "UTC"),
    GeneratorURL: alert.generatorUrl,
    Fingerprint: alert.fingerprint,
  });
}

function alertsValue(alerts: readonly NotifiedAlert[]): TemplateObject {
  const values = alerts.map(alertValue);
  const of = (status: string) =>
    typed(
      [],
      () =>
        new TemplateObject(
          "[]template.Alert",
          values.filter((_, i) => alerts[i]?.status === status),
        ),
    );
  const members = new Map([
    ["Firing", of("firing")],
    ["Resolved", of("resolved")],
  ]);
  return new TemplateObject("template.Alerts", values, members);
}

/** What stands as `.` in a template of notifications. */
export function notificationValue(data: NotificationData): TemplateObject {
  return struct("*template.Data", {
    Receiver: data.receiver,
    Status: data.status,
    Alerts: alertsValue(data.alerts),
    GroupLabels: labelsValue(data.groupLabels),
    CommonLabels: labelsValue(data.commonLabels),
    CommonAnnotations: labelsValue(data.commonAnnotations),
    ExternalURL: data.externalUrl,
  });
}

function urlUnescape(text: string): string {
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text);
  if (wrong) throw new Error(`invalid URL escape ${quoted(wrong[0])}`);
  return decodeURIComponent(text.replaceAll("+", " "));
}

function dictionary(values: readonly TemplateValue[]): TemplateValue {
  if (values.length % 2 !== 0) throw new Error("dict requires an even number of arguments");
  const map = new Map<string, TemplateValue>();
  for (let i = 0; i < values.length; i += 2) {
    const key = values[i];
    if (typeof key !== "string") throw new Error("dict keys must be strings");
    map.set(key, values[i + 1] ?? null);
  }
  return new TemplateObject("map[string]interface {}", map);
}

function inZone(zone: TemplateValue, time: TemplateValue): TemplateValue {
  checkZone(String(zone));
  return timeValue(msOf(time), String(zone));
}

const text = (call: (text: string) => TemplateValue): TemplateFunction =>
  typed(["string"], (value) => call(String(value)));
const listOf = (value: TemplateValue): readonly TemplateValue[] => {
  const core = coreOf(value);
  return isList(core) ? core : [];
};

const FIXED: readonly (readonly [string, TemplateFunction])[] = [
  ...BUILTIN_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ["title", text((value) => titleCase(value, (rest) => rest.toLowerCase()))],
  ["trimSpace", text((value) => value.trim())],
  ["join", typed(["string", "[]string"], (separator, texts) => join(textsOf(texts), String(separator)))],
  ["safeUrl", text((value) => value)],
  ["urlUnescape", text(urlUnescape)],
  ["stringSlice", typed([], (...texts) => new TemplateObject("[]string", texts), "string")],
  ["date", typed(["string", "time.Time"], (layout, time) => formatLayout(msOf(time), zoneOf(time), String(layout)))],
  ["tz", typed(["string", "time.Time"], inZone)],
  ["humanizeDuration", typed(["any"], humanizeDuration)],
  ["toJson", typed(["any"], jsonText)],
  ["list", typed([], (...values) => new TemplateObject("[]interface {}", values), "any")],
  [
    "append",
    typed(
      ["[]interface {}"],
      (list, ...values) => new TemplateObject("[]interface {}", [...listOf(list), ...values]),
      "any",
    ),
  ],
  ["dict", typed([], (...values) => dictionary(values), "any")],
];

/** At this instant, Unix milliseconds. */
export function alertmanagerFunctions(nowMs: number): FunctionTable {
  return new Map<string, TemplateFunction>([
    ...FIXED,
    ["now", typed([], () => timeValue(nowMs, "UTC"))],
    ["since", typed(["time.Time"], (time) => durationValue(BigInt(Math.trunc(nowMs - msOf(time))) * 1_000_000n))],
  ]);
}
