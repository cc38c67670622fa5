/**
 * Why nobody is told of an alert that fires though nobody silenced it: another one inhibits it, or a mute time holds for every route that
 * takes it; in Alertmanager's order, by the settings of the instant. Pure.
 */
import type { NotificationSettings } from "../model/notification.ts";
import { inhibitionBy } from "../routing/inhibition.ts";
import { matchRoutes, routeTree } from "../routing/routeTree.ts";
import { mutedByTime } from "../routing/timeIntervals.ts";
import type { AlertRow, HeldBackView } from "./alertAnswer.ts";

type Settings = Pick<NotificationSettings, "route" | "inhibitRules" | "timeIntervals">;

/** The same alerts, each with what holds it back; inhibited by any that fires among `all`. */
export function withHeldBack(
  rows: readonly AlertRow[],
  all: readonly AlertRow[],
  settings: Settings,
  atMs: number,
): AlertRow[] {
  const firing = all.filter(({ standing }) => standing === "firing");
  const inhibitor = inhibitionBy(settings.inhibitRules, firing);
  const byFingerprint = new Map(firing.map((row) => [row.fingerprint, row]));
  const heldBackBy = ({ labels, standing }: AlertRow): HeldBackView | null => {
    if (standing !== "firing") return null;
    const source = byFingerprint.get(inhibitor(labels) ?? "");
    if (source) return { by: "inhibition", fingerprint: source.fingerprint, sentence: source.sentence };
    const mutes = matchRoutes(routeTree(settings.route), labels).map((node) =>
      mutedByTime(node, settings.timeIntervals, atMs),
    );
    if (mutes.length === 0 || mutes.some((names) => names.length === 0)) return null;
    return { by: "time", names: [...new Set(mutes.flat())] };
  };
  return rows.map((row) => ({ ...row, heldBackBy: heldBackBy(row) }));
}
