/** Rules as a table has them: in what order, how each stands, which are shown. Pure. */
import type { RuleSource } from "../../../server/model/alert.ts";
import type { RuleView } from "../../../server/routers/alertAnswer.ts";

export type RuleRow = RuleView;
export const SOURCES: readonly RuleSource[] = ["console", "builtin", "slo", "file"];
export const RULE_STATES = ["firing", "pending", "failing", "calm", "new", "off"] as const;
export type RuleState = (typeof RULE_STATES)[number];
export const STATE_WORDS: Readonly<Record<RuleState, string>> = {
  firing: "fires",
  pending: "pending",
  failing: "cannot be evaluated",
  calm: "calm",
  new: "not evaluated yet",
  off: "off",
};

type Standing = Pick<RuleView, "isEnabled" | "health" | "firing" | "pending">;

export function stateOf({ isEnabled, health, firing, pending }: Standing): RuleState {
  if (!isEnabled) return "off";
  if (health === "err") return "failing";
  if (firing > 0) return "firing";
  if (pending > 0) return "pending";
  return health === "unknown" ? "new" : "calm";
}

/** What needs somebody first; then by source and name. */
export function ruleRows(rules: readonly RuleView[]): RuleRow[] {
  const rank = (rule: RuleView) => {
    const state = stateOf(rule);
    return state === "failing" ? 0 : state === "firing" ? 1 : state === "pending" ? 2 : state === "off" ? 4 : 3;
  };
  return [...rules].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source) ||
      a.body.name.localeCompare(b.body.name, "en", { numeric: true }),
  );
}

interface RuleFilters {
  readonly q: string;
  readonly source: RuleSource | null;
  readonly state: RuleState | null;
}

export function isRuleShown(rule: RuleRow, { q, source, state }: RuleFilters): boolean {
  if (source !== null && rule.source !== source) return false;
  if (state !== null && stateOf(rule) !== state) return false;
  const wanted = q.trim().toLowerCase();
  const { name, group, annotations, labels } = rule.body;
  return (
    wanted === "" ||
    [name, group, labels.slo ?? "", rule.watches, rule.file ?? "", annotations.summary ?? ""].some((text) =>
      text.toLowerCase().includes(wanted),
    )
  );
}
