/**
 * Samples of past instants -> what would be alerts then, for a rule that is judged over a past: as expandAlerts.ts, but annotations are
 * filled in only at the instants that keep them (when the alert begins, and when it fires), since thousands of instants lie in between.
 * Errors: as expandAlerts.ts.
 */
import type { Alert, AlertRule, AlertSample, LabelPairs } from "../model/alert.ts";
import { type AlertTemplates, expandAlerts } from "./expandAlerts.ts";
import type { AlertCandidate } from "./nextAlert.ts";

type PastRule = Pick<AlertRule, "name" | "labels" | "annotations" | "forMs">;

export class PastCandidates {
  /** By the sample's own labels, which are the same object at every instant of a line. */
  private readonly known = new WeakMap<LabelPairs, AlertCandidate>();
  private readonly isFixed: boolean;

  constructor(
    private readonly rule: PastRule,
    private readonly templates: AlertTemplates,
  ) {
    this.isFixed = !Object.values(rule.labels).some((text) => text.includes("{{"));
  }

  /**
   * `alerts`: the rule's, as they stood before this instant. Asked in order of time. `summary`: a better sentence than the rule's own, from
   * whoever judged.
   */
  async at(
    samples: readonly AlertSample[],
    atMs: number,
    alerts: readonly Alert[],
    summary?: string,
  ): Promise<AlertCandidate[]> {
    const before = new Map(alerts.map((alert) => [alert.fingerprint, alert]));
    const candidates: AlertCandidate[] = [];
    for (const sample of samples) candidates.push(await this.candidate(sample, atMs, before, summary));
    return candidates;
  }

  private async candidate(
    sample: AlertSample,
    atMs: number,
    before: ReadonlyMap<string, Alert>,
    summary: string | undefined,
  ): Promise<AlertCandidate> {
    const known = this.isFixed ? this.known.get(sample.labels) : undefined;
    const alert = known && before.get(known.fingerprint);
    if (known && alert && alert.state !== "inactive" && !this.firesNow(alert, atMs))
      return { ...known, annotations: alert.annotations, value: sample.value };
    const [made] = await expandAlerts(this.rule, [sample], atMs, this.templates);
    if (!made) throw new Error(`nothing came of a sample of the rule "${this.rule.name}"`);
    const said = summary === undefined ? made : { ...made, annotations: { ...made.annotations, summary } };
    this.known.set(sample.labels, said);
    return said;
  }

  private firesNow({ state, activeMs }: Alert, atMs: number): boolean {
    return state === "pending" && atMs - activeMs >= this.rule.forMs;
  }
}
