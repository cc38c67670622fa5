/**
 * The official grammar at work: normalised text -> syntax tree, or where it could not go on.
 * Its runtime guards itself against deep trees by bending a query out of shape, after which it refuses what is right: after 300
 * operators in a row, and at 2,800 nested parts. Both guards are inside its parse object and have no setting. So the count of the first
 * is kept at zero, and the stack of the second is watched: what is deeper is told apart from what is wrong.
 */
import type { PartialParse, SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** What @lezer/lr's parse object (pinned in package.json) has inside. */
interface Guards extends PartialParse {
  bigReductionCount: number;
  readonly stacks: readonly { readonly stack: { readonly length: number } }[];
}

export type GrammarOutcome =
  | { readonly expr: SyntaxNode }
  /** Places in the text. */
  | { readonly refusedAt: number }
  | { readonly tooDeepAt: number };

const strictParser = parser.configure({ strict: true });
/** Below the 8,400 at which the runtime cuts; three entries a part. */
const MAX_STACK = 8_000;

export function readGrammar(text: string): GrammarOutcome {
  const parse = strictParser.startParse(text) as Guards;
  try {
    for (;;) {
      parse.bigReductionCount = 0;
      if ((parse.stacks[0]?.stack.length ?? 0) > MAX_STACK) return { tooDeepAt: parse.parsedPos };
      const tree = parse.advance();
      if (tree) return { expr: tree.topNode.firstChild ?? tree.topNode };
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return { refusedAt: Number(/\d+$/.exec(cause.message)?.[0] ?? 0) };
  }
}
