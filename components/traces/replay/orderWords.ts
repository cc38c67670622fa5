/** A relation between two spans as a sentence, with how it is known. `isAdjusted`: the clocks that are told of were brought together. */
import type { Relation } from "../../../server/analysis/happensBefore.ts";

export function orderWords(relation: Relation, name: (row: number) => string, isAdjusted = false): string {
  switch (relation.kind) {
    case "causes": {
      const through = relation.by.length > 0 ? `, through ${relation.by.map(name).join(" and ")}` : "";
      return `${name(relation.first)} called ${name(relation.second)}${through}: it began first.`;
    }
    case "before":
      return relation.by === "vectorClock"
        ? `${name(relation.first)} came before ${name(relation.second)}, by the vector clocks that both carry.`
        : `${name(relation.first)} was over before ${name(relation.second)} began, by the clock of ${name(relation.by)}.`;
    case "overlaps":
      return "They ran at the same time, by one clock that saw both.";
    case "concurrent":
      return `Concurrent: nothing orders them. Their clocks are two; by what those say${isAdjusted ? " once brought together" : ""}, ${SUGGESTIONS[relation.clocksSay]}.`;
  }
}
const SUGGESTIONS = {
  firstBeforeSecond: "the first was over before the second began",
  secondBeforeFirst: "the second was over before the first began",
  overlap: "they ran at the same time",
} as const;
