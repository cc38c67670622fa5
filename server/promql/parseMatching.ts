/**
 * What stands between a binary operator and its right side: `bool`, `on (...) group_left (...)`, `fill (0)`.
 * Source: Prometheus promql/parser (generated_parser.y).
 */
import type { SyntaxNode } from "@lezer/common";
import type { VectorMatching } from "./ast.ts";
import { readGrouping } from "./parseSelectors.ts";
import { childrenOf, type Source } from "./parseSource.ts";

export function readMatching(source: Source, nodes: readonly SyntaxNode[]): VectorMatching {
  const clause = nodes.find(({ name }) => name === "MatchingModifierClause");
  const fills = nodes.filter(({ name }) => name === "FillModifier").flatMap(childrenOf);
  const fill = (side: string) => {
    const found = fills.find(({ name }) => name === "FillClause" || name === side);
    return found?.lastChild ? source.number(found.lastChild).value : null;
  };
  const lists = clause?.getChildren("GroupingLabels") ?? [];
  return {
    card: cardOf(clause),
    on: clause?.firstChild?.name === "On",
    labels: lists[0] ? readGrouping(source, lists[0]) : [],
    include: lists[1] ? readGrouping(source, lists[1]) : [],
    fillLeft: fill("FillLeftClause"),
    fillRight: fill("FillRightClause"),
  };
}

function cardOf(clause: SyntaxNode | undefined): VectorMatching["card"] {
  if (clause?.getChild("GroupLeft")) return "many-to-one";
  return clause?.getChild("GroupRight") ? "one-to-many" : "one-to-one";
}
