/** Which alerts of a list are shown, and in what order and groups: gravest first, then what nobody is on, then the newest. Pure. */
import type { AlertView } from "./alertView.ts";
import { byGravity, type Gravity, gravityOf, serviceToSee } from "./alertWords.ts";

export const GROUPINGS = ["none", "service", "rule"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface AlertFilters {
  /** Words of the sentence, the rule's name or a label's value. */
  readonly q: string;
  /** Empty: all. */
  readonly severity: readonly Gravity[];
  /** Empty: all. */
  readonly service: string;
  /** Without those that are silenced or acknowledged. */
  readonly open: boolean;
}

type Row = Pick<
  AlertView,
  | "name"
  | "sentence"
  | "service"
  | "severity"
  | "labels"
  | "firedMs"
  | "activeMs"
  | "resolvedMs"
  | "acknowledged"
  | "silencedBy"
>;

export function isShown(alert: Row, { q, severity, service, open }: AlertFilters): boolean {
  if (severity.length > 0 && !severity.includes(gravityOf(alert))) return false;
  if (service !== "" && serviceToSee(alert) !== service) return false;
  if (open && isMuted(alert)) return false;
  const wanted = q.trim().toLowerCase();
  const texts = [alert.sentence, alert.name, ...Object.values(alert.labels)];
  return wanted === "" || texts.some((text) => text.toLowerCase().includes(wanted));
}

export const isMuted = ({ acknowledged, silencedBy }: Pick<Row, "acknowledged" | "silencedBy">) =>
  acknowledged !== null || silencedBy.length > 0;

export function inOrder<Alert extends Row>(alerts: readonly Alert[]): Alert[] {
  return [...alerts].sort(
    (a, b) => byGravity(a, b) || Number(isMuted(a)) - Number(isMuted(b)) || newestMs(b) - newestMs(a),
  );
}
const newestMs = ({ resolvedMs, firedMs, activeMs }: Row) => resolvedMs ?? firedMs ?? activeMs;

export interface AlertGroup<Alert> {
  /** Null: not grouped. */
  readonly name: string | null;
  readonly alerts: readonly Alert[];
}

/** Groups stand in the order of their gravest alert; calls stand with the service that makes them. */
export function grouped<Alert extends Row>(alerts: readonly Alert[], by: Grouping): AlertGroup<Alert>[] {
  const ordered = inOrder(alerts);
  if (by === "none") return ordered.length > 0 ? [{ name: null, alerts: ordered }] : [];
  const groups = new Map<string, Alert[]>();
  for (const alert of ordered) {
    const name = by === "rule" ? alert.name : (serviceToSee(alert) ?? "no service");
    const group = groups.get(name);
    if (group) group.push(alert);
    else groups.set(name, [alert]);
  }
  return [...groups].map(([name, some]) => ({ name, alerts: some }));
}
