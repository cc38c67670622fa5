/**
 * Sloth's files -> SLOs as Sloth has them: `version: prometheus/v1`, and the Kubernetes object PrometheusServiceLevel, which holds the same
 * under camel-case names.
 * Labels of the group, of the SLO and of its alerts are laid over one another as Sloth does. Sloth takes windows of 30 days unless
 * started otherwise (28 days); the file itself does not say.
 * Errors: an SLO that cannot be is a problem; plugins that are not known are noted by name.
 * Source: Sloth's internal/storage/io.
 */
import type { Fields } from "../fileFields.ts";
import type { SlothAlert, SlothMode, SlothPlugins, SlothSli, SlothSlo } from "./slothSlo.ts";
import { unknownPlugins } from "./slothSlo.ts";

const PERIOD_MS = 30 * 86_400_000;
/** Names of the Prometheus form, and of the Kubernetes form. */
const SPELLINGS = {
  prometheus: {
    plugins: "slo_plugins",
    error: "error_query",
    total: "total_query",
    ratio: "error_ratio_query",
    page: "page_alert",
    ticket: "ticket_alert",
  },
  kubernetes: {
    plugins: "sloPlugins",
    error: "errorQuery",
    total: "totalQuery",
    ratio: "errorRatioQuery",
    page: "pageAlert",
    ticket: "ticketAlert",
  },
} as const;
type Spelling = (typeof SPELLINGS)[keyof typeof SPELLINGS];

interface Group {
  readonly service: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly plugins: SlothPlugins;
  readonly mode: SlothMode;
  readonly spec: string;
  readonly spelling: Spelling;
}

/** `version: prometheus/v1` */
export function readSlothPrometheus(root: Fields): SlothSlo[] {
  const version = root.text("version") ?? "";
  return readGroup(root, { mode: "cli-gen-prom", spec: version, spelling: SPELLINGS.prometheus });
}

/** `kind: PrometheusServiceLevel` */
export function readSlothKubernetes(root: Fields): SlothSlo[] {
  const version = root.text("apiVersion") ?? "";
  root.text("kind");
  root.fields("status")?.forget();
  const metadata = root.fields("metadata");
  metadata?.text("name");
  metadata?.text("namespace");
  metadata?.labels("labels");
  metadata?.labels("annotations");
  const spec = root.fields("spec", "the spec");
  if (spec) return readGroup(spec, { mode: "cli-gen-k8s", spec: version, spelling: SPELLINGS.kubernetes });
  root.problem("spec", "a PrometheusServiceLevel needs a spec");
  return [];
}

function readGroup(fields: Fields, how: Pick<Group, "mode" | "spec" | "spelling">): SlothSlo[] {
  const service = fields.text("service") ?? "";
  if (service === "") fields.problem("service", "service is missing");
  const group = { ...how, service, labels: fields.labels("labels"), plugins: pluginsOf(fields, how.spelling.plugins) };
  const slos = fields.list("slos", "an SLO");
  if (slos.length === 0) fields.problem("slos", "at least one SLO is required");
  return slos.flatMap((slo) => readOne(slo, group) ?? []);
}

function readOne(fields: Fields, group: Group): SlothSlo | null {
  const name = fields.text("name") ?? "";
  if (name === "") fields.problem("name", "an SLO needs a name");
  const objectivePercent = objectiveOf(fields);
  const sli = sliOf(fields, group.spelling);
  const own = pluginsOf(fields, "plugins");
  const plugins = own.overridesDefaults
    ? own
    : { overridesDefaults: group.plugins.overridesDefaults, ids: [...group.plugins.ids, ...own.ids] };
  for (const id of unknownPlugins(plugins))
    fields.note("plugins", `the plugin "${id}" of ${name} is not known here; the rest of the SLO holds without it`);
  const [page, ticket] = alertsOf(fields, group.spelling);
  const description = fields.text("description") ?? "";
  const labels = { ...group.labels, ...fields.labels("labels") };
  if (name === "" || objectivePercent === null || sli === null) return null;
  const { service, mode, spec } = group;
  const who = { id: `${service}-${name}`, name, service, description, labels };
  return { ...who, objectivePercent, sli, periodMs: PERIOD_MS, page, ticket, plugins, mode, spec, at: fields.at };
}

function objectiveOf(fields: Fields): number | null {
  const objective = fields.number("objective");
  if (objective === null) fields.problem("objective", "an SLO needs an objective, such as 99.9");
  else if (objective >= 100)
    fields.problem("objective", "100 % leaves no error budget: nothing could ever fail. Take 99.99 or less.");
  else if (objective <= 0) fields.problem("objective", "an objective lies above 0 and below 100");
  else return objective;
  return null;
}

function sliOf(slo: Fields, { error, total, ratio }: Spelling): SlothSli | null {
  const sli = slo.fields("sli", "an SLI");
  const events = sli?.fields("events");
  const raw = sli?.fields("raw");
  const plugin = sli?.fields("plugin");
  if (plugin) {
    const id = plugin.text("id") ?? "";
    plugin.labels("options");
    slo.problem("sli", `the SLI plugin "${id}" is not known here: write its query as events or raw`);
    return null;
  }
  if (events) {
    const errorQuery = events.text(error);
    const totalQuery = events.text(total);
    if (errorQuery !== null && totalQuery !== null) return { kind: "events", errorQuery, totalQuery };
    slo.problem("sli", `events need ${error} and ${total}`);
    return null;
  }
  const errorRatioQuery = raw?.text(ratio) ?? null;
  if (errorRatioQuery !== null) return { kind: "raw", errorRatioQuery };
  slo.problem("sli", "an SLI needs events or raw");
  return null;
}

function pluginsOf(fields: Fields, name: string): SlothPlugins {
  const plugins = fields.fields(name);
  const chain = (plugins?.list("chain", "a plugin") ?? []).map((plugin) => {
    const id = plugin.text("id") ?? "";
    // What a plugin is set to has a meaning for that plugin alone.
    plugin.fields("config")?.forget();
    return { id, priority: plugin.number("priority") ?? 0 };
  });
  const ids = chain.sort((a, b) => a.priority - b.priority).map(({ id }) => id);
  return { overridesDefaults: plugins?.flag("overridePrevious") ?? false, ids };
}

function alertsOf(slo: Fields, { page, ticket }: Spelling): [SlothAlert | null, SlothAlert | null] {
  const alerting = slo.fields("alerting");
  const name = alerting?.text("name") ?? "";
  const labels = alerting?.labels("labels") ?? {};
  const annotations = alerting?.labels("annotations") ?? {};
  const read = (field: string): SlothAlert | null => {
    const alert = alerting?.fields(field);
    const own = { labels: alert?.labels("labels") ?? {}, annotations: alert?.labels("annotations") ?? {} };
    if (alert?.flag("disable")) return null;
    return { name, labels: { ...labels, ...own.labels }, annotations: { ...annotations, ...own.annotations } };
  };
  return [read(page), read(ticket)];
}
