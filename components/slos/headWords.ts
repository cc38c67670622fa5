/** What the head of an SLO's page shows first: its shape and word, and its sentence. What is not counted is never shown as well. Pure. */
import type { SloSentence } from "../../server/analysis/slo/saySlo.ts";
import type { SloAnswer } from "../../server/routers/sloAnswer.ts";
import { type SloLook, sloLook } from "./sloWords.ts";

export interface HeadWords {
  readonly look: SloLook;
  readonly said: Pick<SloSentence, "headline" | "goneMs" | "advice">;
}

export function headWords({
  slo,
  reading,
  coverage,
  standing,
}: Pick<SloAnswer, "slo" | "reading" | "coverage" | "standing">): HeadWords {
  const { sentence: said, status } = reading;
  if (!slo.isEnabled) {
    const headline = "Switched off: it is not counted, and nobody is told";
    return { look: { kind: "unknown", word: "switched off" }, said: { headline, goneMs: null, advice: "" } };
  }
  if (coverage.problem !== null) return { look: { kind: "unknown", word: "cannot be counted" }, said };
  return { look: sloLook(status, standing.severity), said };
}
