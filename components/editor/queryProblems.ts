/**
 * What is wrong with a query, found while it is typed, by the parser that answers it. The parser comes when the editor does.
 * Shape: places are offsets in the text as it was typed.
 */
import { padVariables, withVariables } from "./queryVariables.ts";

export interface TypedProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

const loadParser = () => import("../../server/promql/parse.ts");
const loadPrinter = () => import("../../server/promql/formatPretty.ts");

/** Null: it is a query. An empty text is not one yet, and nothing to complain about either. */
export async function findProblem(text: string): Promise<TypedProblem | null> {
  if (text.trim() === "") return null;
  const { parseQuery } = await loadParser();
  try {
    parseQuery(padVariables(text));
    return null;
  } catch (error) {
    return placed(error, text);
  }
}

/** The query over several lines; null when it is none. */
export async function layOutQuery(text: string): Promise<string | null> {
  const [{ parseQuery }, { formatPretty }] = await Promise.all([loadParser(), loadPrinter()]);
  try {
    return withVariables(text, (plain) => formatPretty(parseQuery(plain)));
  } catch {
    return null;
  }
}

/** A problem needs something to stand under: at the end of the text its last character. */
function placed(error: unknown, text: string): TypedProblem {
  const { message, span } = error as { message: string; span?: { from: number; to: number } | null };
  const last = text.trimEnd().length;
  const from = Math.max(0, Math.min(span?.from ?? 0, last - 1));
  const to = Math.min(text.length, Math.max(span?.to ?? last, from + 1));
  return { from, to, message: message.replace(/^\d+:\d+: parse error: /, "") };
}
