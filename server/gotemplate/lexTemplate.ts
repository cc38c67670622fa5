/**
 * A template's text -> tokens. What lies between `{{` and `}}` is split by lexAction.ts; trim markers have done their work here and
 * comments are gone. An error is the last token; without one that is the end.
 * Source: Go's text/template/parse (lex.go).
 */
import { lexAction } from "./lexAction.ts";

import { type Token, TokenSink, TRIMMED_CLOSE } from "./templateTokens.ts";

const OPEN = "{{";
const CLOSE = "}}";
export function lexTemplate(input: string): readonly Token[] {
  const sink = new TokenSink(input);
  let at = 0;
  while (at >= 0) at = lexTextAndAction(sink, at);
  return sink.tokens;
}

/** Returns where to go on, -1 at the end. */
function lexTextAndAction(sink: TokenSink, start: number): number {
  const { input } = sink;
  const open = input.indexOf(OPEN, start);
  if (open < 0) {
    if (start < input.length) sink.add("text", start, input.slice(start));
    sink.add("end", input.length, "EOF");
    return -1;
  }
  const hasMarker = /^-[ \t\r\n]/.test(input.slice(open + 2, open + 4));
  const text = input.slice(start, open);
  const kept = hasMarker ? text.replace(/[ \t\r\n]+$/, "") : text;
  if (kept !== "") sink.add("text", start, kept);
  const inside = open + 2 + (hasMarker ? 2 : 0);
  if (input.startsWith("/*", inside)) return lexComment(sink, inside);
  sink.add("open", open, OPEN);
  const close = lexAction(sink, inside);
  return close < 0 ? -1 : afterClose(input, close);
}

function lexComment(sink: TokenSink, start: number): number {
  const { input } = sink;
  const fail = (text: string) => {
    sink.add("error", start, text);
    return -1;
  };
  const end = input.indexOf("*/", start + 2);
  if (end < 0) return fail("unclosed comment");
  const close = end + 2;
  if (!input.startsWith(CLOSE, close) && !TRIMMED_CLOSE.test(input.slice(close, close + 4))) {
    return fail("comment ends before closing delimiter");
  }
  return afterClose(input, close);
}

/** Beyond `}}` or ` -}}` at `close`, and beyond the blanks that a marker takes away. */
function afterClose(input: string, close: number): number {
  if (!TRIMMED_CLOSE.test(input.slice(close, close + 4))) return close + CLOSE.length;
  const blanks = /^[ \t\r\n]*/.exec(input.slice(close + 4))?.[0].length ?? 0;
  return close + 4 + blanks;
}
