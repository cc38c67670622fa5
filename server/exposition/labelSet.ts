/**
 * Labels between braces, in both formats: `{a="b",c="d"}`, and with a quoted name of the metric among them, `{"my.metric",a="b"}`.
 * The text format allows blanks between all parts and a comma to be missing, OpenMetrics does not.
 */
import type { ExpositionFormat, Label } from "./exposition.ts";
import { ExpositionError, type PageScanner } from "./pageScanner.ts";

const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const QUOTED = /"(?:\\.|[^\\"])*"/sy;
const QUOTED_ON_A_LINE = /"(?:\\.|[^\\"\n])*"/y;
const BLANKS = /[ \t]*/y;
const ESCAPES: Readonly<Record<string, string>> = { '\\"': '"', "\\\\": "\\", "\\n": "\n" };

/** The text with `\"`, `\\` and `\n` for what they stand for; any other backslash stays. */
export function unescaped(text: string): string {
  return text.includes("\\") ? text.replace(/\\["\\n]/g, (found) => ESCAPES[found] ?? found) : text;
}

export interface LabelSet {
  readonly labels: Label[];
  /** The metric's name where it stands among the labels. */
  readonly name: string | null;
}

/** Reads on behind the opening brace, up to and with the closing one. */
export function readLabels(page: PageScanner, format: ExpositionFormat, isExemplar: boolean): LabelSet {
  const labels: Label[] = [];
  let name: string | null = null;
  const blanks = () => (format === "text" ? page.take(BLANKS) : null);
  blanks();
  while (!page.is("}")) {
    const quoted = page.take(format === "text" ? QUOTED : isExemplar ? QUOTED_ON_A_LINE : QUOTED);
    const key = quoted ?? page.take(LABEL);
    if (key === null) throw page.expected("a label name");
    blanks();
    if (quoted !== null && !isExemplar && (page.is(",") || page.text[page.at] === "}")) {
      if (name !== null) throw new ExpositionError(page.at, "the metric has two names");
      name = unescaped(quoted.slice(1, -1));
      blanks();
      continue;
    }
    if (!page.is("=")) throw page.expected('"="');
    blanks();
    const value = page.take(format === "text" ? QUOTED : QUOTED_ON_A_LINE);
    if (value === null) throw page.expected("a label value in double quotes");
    labels.push([unescaped(quoted === null ? key : key.slice(1, -1)), unescaped(value.slice(1, -1))]);
    blanks();
    if (!page.is(",") && format === "openmetrics" && page.text[page.at] !== "}") throw page.expected('"," or "}"');
    blanks();
  }
  return { labels, name };
}
