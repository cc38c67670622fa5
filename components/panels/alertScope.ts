/**
 * Which alerts concern what a page or a chart is about. A subject is the labels that name it (`service_name="checkout"`,
 * `host_name="node-1"`); an alert concerns it when the two share such a label and contradict each other in none: an alert of a service
 * concerns the service's pool, an alert of another pool does not.
 */
import type { LabelPairs } from "../../server/model/alert.ts";
import type { FiredAlert } from "../../server/routers/alertsFired.ts";
import type { ChartAlert } from "../charts/chartAlerts.ts";
import { gravityOf } from "../format/gravity.ts";

/** All alerts; else those of any of these subjects, and none where there is no subject. */
export type AlertScope = "all" | readonly LabelPairs[];

/** Labels that name somebody; others (a status, a quantile, a severity) say nothing about who is meant. */
const NAMING = [
  ...["service_name", "service_instance_id", "client", "server", "job", "instance"],
  ...["host_name", "k8s_node_name", "k8s_namespace_name", "k8s_pod_name", "k8s_container_name", "container_name"],
  ...["process_pid", "db_client_connection_pool_name", "pool_name", "pool", "topic", "queue"],
] as const;

/** Where it is: alone it names nobody that a query selects, but those of another region are not meant. */
const REGION = "cloud_region";

/** Rules of files write `service` where telemetry has `service_name`. */
function nameOf(labels: LabelPairs, name: string): string {
  return labels[name] || (name === "service_name" ? labels.service : "") || "";
}

export function concerns(alert: LabelPairs, subject: LabelPairs): boolean {
  const isElsewhere = alert[REGION] && subject[REGION] && alert[REGION] !== subject[REGION];
  if (isElsewhere) return false;
  const shared = NAMING.filter((name) => nameOf(alert, name) !== "" && nameOf(subject, name) !== "");
  return shared.length > 0 && shared.every((name) => nameOf(alert, name) === nameOf(subject, name));
}

/** Its own, and those of calls that it makes or answers. */
export const ofService = (service: string): readonly LabelPairs[] => [
  { service_name: service },
  { client: service },
  { server: service },
];

/** Those of some services; where none is chosen, all. */
export const ofServices = (services: readonly string[]): AlertScope =>
  services.length === 0 ? "all" : services.flatMap((service) => ofService(service));

const EQUALS = new RegExp(`\\b(${[...NAMING, "service"].join("|")})\\s*=\\s*"([^"\\\\]+)"`, "g");

/** Subjects that a chart of PromQL names: those of its lines, and those that its queries select. */
export function ofSeries(series: readonly { readonly labels: LabelPairs }[], exprs: readonly string[]): AlertScope {
  const selected = exprs.flatMap((expr) =>
    [...expr.matchAll(EQUALS)].map(([, name = "", value = ""]) => ({ [name]: value })),
  );
  return [...series.map(({ labels }) => labels), ...selected];
}

/** Those that concern the scope, as charts mark them: pages and tickets; what is less grave does not stand on charts. */
export function alertsOf(fired: readonly FiredAlert[], scope: AlertScope): ChartAlert[] {
  const isMeant = ({ labels }: FiredAlert) => scope === "all" || scope.some((subject) => concerns(labels, subject));
  return fired.flatMap((alert) => {
    const { fingerprint, sentence, firedMs, resolvedMs: endedMs } = alert;
    const gravity = gravityOf(alert);
    if (gravity === "info" || !isMeant(alert)) return [];
    const level = gravity === "page" ? "fail" : "warn";
    return [{ fingerprint, level, severity: alert.severity ?? gravity, sentence, firedMs, endedMs }];
  });
}
