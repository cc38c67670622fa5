/** How telling fares, in numbers for Prometheus: attempts by how they ended, and what waits. Counts begin with each term of leading. */
import type { Outcome } from "../../delivery/outcome.ts";
import { RECEIVER_KINDS, type ReceiverKind } from "../../model/notification.ts";
import type { MetricFamily } from "../../selfTelemetry.ts";

const HELP: Readonly<Record<Outcome["kind"], readonly [string, string]>> = {
  sent: ["sent", "Messages that receivers took."],
  retry: ["failed", "Attempts that failed and are made again."],
  dead: ["dead", "Messages that were refused for good; the group's next look tells again."],
};

export class DeliveryMeter {
  private readonly counts = new Map<string, number>();
  /** Null: not counted yet. */
  waiting: number | null = null;

  count(kind: ReceiverKind, outcome: Outcome["kind"]): void {
    const key = `${outcome} ${kind}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  families(): MetricFamily[] {
    const outcomes = (["sent", "retry", "dead"] as const).map((outcome) => ({
      name: `chronoscope_notifications_${HELP[outcome][0]}_total`,
      help: HELP[outcome][1],
      type: "counter" as const,
      samples: RECEIVER_KINDS.map((kind) => ({
        labels: { kind },
        value: this.counts.get(`${outcome} ${kind}`) ?? 0,
      })),
    }));
    if (this.waiting === null) return outcomes;
    const help = "Messages in the outbox that are still to be sent, those that failed included.";
    const samples = [{ value: this.waiting }];
    return [...outcomes, { name: "chronoscope_notifications_waiting", help, type: "gauge", samples }];
  }
}
