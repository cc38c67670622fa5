/**
 * How an event looks in the time bar: a shape by its kind, a colour only for trouble, and how grave it is among others of one place.
 */
import type { EventKind } from "../../server/model/state.ts";
import type { EventView } from "../../server/routers/stateAnswer.ts";

export type Shape =
  | "shield"
  | "diamond"
  | "square"
  | "triangle"
  | "circle"
  | "dashes"
  | "dot"
  | "bang"
  | "plus"
  | "minus"
  | "turn"
  | "bell"
  | "hourglass"
  | "bolt";
export type Tone = "fail" | "warn" | "ok" | null;
export interface MarkShape {
  readonly shape: Shape;
  readonly tone: Tone;
  /** Of several marks at one place the greatest is drawn. */
  readonly weight: number;
}

const PLAIN: Readonly<Record<EventKind, { readonly shape: Shape; readonly weight: number }>> = {
  health: { shape: "dashes", weight: 2 },
  deployed: { shape: "shield", weight: 6 },
  featureFlag: { shape: "diamond", weight: 5 },
  configuration: { shape: "diamond", weight: 5 },
  annotation: { shape: "dot", weight: 4 },
  chaos: { shape: "bolt", weight: 6 },
  alert: { shape: "bell", weight: 3 },
  slo: { shape: "hourglass", weight: 3 },
  firstException: { shape: "bang", weight: 3 },
  exceptionBurst: { shape: "bang", weight: 3 },
  restarted: { shape: "turn", weight: 2 },
  scaled: { shape: "plus", weight: 1 },
  appeared: { shape: "plus", weight: 1 },
  vanished: { shape: "minus", weight: 1 },
  retention: { shape: "minus", weight: 0 },
};

export function markShape({ kind, problem, patch }: Pick<EventView, "kind" | "problem" | "patch">): MarkShape {
  if (kind === "health") {
    if (patch.health === "failed") return { shape: "square", tone: "fail", weight: 10 };
    if (patch.health === "degraded") return { shape: "triangle", tone: "warn", weight: problem ? 9 : 7 };
    if (patch.health === "healthy") return { shape: "circle", tone: "ok", weight: 3 };
    // Nobody knows whether it is well: not health, and not known to be trouble either.
    return { shape: "dashes", tone: null, weight: 2 };
  }
  const { shape, weight } = PLAIN[kind];
  return { shape, tone: problem ? "warn" : null, weight: problem ? 8 : weight };
}

/** For marks of which only the number and kind are known. */
export function kindShape(kind: EventKind, isProblem: boolean): MarkShape {
  const { shape, weight } = PLAIN[kind];
  if (kind === "health" && isProblem) return { shape: "square", tone: "fail", weight: 10 };
  return { shape: kind === "health" ? "circle" : shape, tone: isProblem ? "warn" : null, weight };
}
