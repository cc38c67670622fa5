/**
 * Functions on text that Prometheus and Alertmanager share. Expressions are RE2's (re2js), so their time is linear.
 * Errors: Error with Go's text for an expression that is none.
 * Source: Prometheus template/template.go, Alertmanager template/template.go, Go's regexp (Expand).
 */
import { type Matcher, RE2JS } from "re2js";
import { quoted } from "./goText.ts";
import { checkLength, SAFE_HTML, type TemplateFunction, TemplateObject, type TemplateValue } from "./templateValue.ts";
import { typed } from "./typedFunction.ts";

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new Error(error instanceof Error ? error.message : String(error));
  }
}

/** As Go's MustCompile, which Prometheus uses to replace. */
function compileSure(pattern: string): RE2JS {
  try {
    return compile(pattern);
  } catch (error) {
    throw new Error(
      `regexp: Compile(${quotedPattern(pattern)}): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
const quotedPattern = (pattern: string) => (pattern.includes("`") ? quoted(pattern) : `\`${pattern}\``);

/** `$1`, `$name`, `${name}`, `$$`; a group that is not there is empty. */
function expandGroups(template: string, matcher: Matcher, expression: RE2JS): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (found, braced?: string, bare?: string) => {
    if (found === "$$") return "$";
    const name = braced ?? bare ?? "";
    const group = /^\d+$/.test(name) ? Number(name) : expression.namedGroups()[name];
    return group === undefined || group > matcher.groupCount() ? "" : (matcher.group(group) ?? "");
  });
}

function replaceAll(pattern: string, replacement: string, text: string): string {
  const expression = compileSure(pattern);
  const matcher = expression.matcher(text);
  let [result, at] = ["", 0];
  while (matcher.find()) {
    // Nothing right behind a match is no further match.
    if (matcher.end() === at && at > 0) continue;
    result += text.slice(at, matcher.start()) + expandGroups(replacement, matcher, expression);
    at = matcher.end();
    checkLength(result.length);
  }
  return result + text.slice(at);
}

/** The first letter of every word; a word goes on over digits, `_`, and over `.`, `:` or an apostrophe between letters. */
const WORD = /[\p{L}\p{M}\p{N}_]+(?:[.:'’·](?=[\p{L}])[\p{L}\p{M}\p{N}_]+)*/gu;
const FIRST_CASED = /[\p{Lu}\p{Ll}\p{Lt}]/u;

/** `rest`: what becomes of the other letters. */
export function titleCase(text: string, rest: (text: string) => string): string {
  return text.replace(WORD, (word) => {
    const at = word.search(FIRST_CASED);
    if (at < 0) return word;
    const first = Array.from(word.slice(at))[0] ?? "";
    return word.slice(0, at) + first.toUpperCase() + rest(word.slice(at + first.length));
  });
}

const onText = (change: (text: string) => TemplateValue): TemplateFunction =>
  typed(["string"], (text) => change(String(text)));

export const TEXT_FUNCTIONS: readonly (readonly [string, TemplateFunction])[] = [
  ["toUpper", onText((text) => text.toUpperCase())],
  ["toLower", onText((text) => text.toLowerCase())],
  ["safeHtml", onText((text) => new TemplateObject(SAFE_HTML, text))],
  ["match", typed(["string", "string"], (pattern, text) => compile(String(pattern)).matcher(String(text)).find())],
  [
    "reReplaceAll",
    typed(["string", "string", "string"], (pattern, replacement, text) =>
      replaceAll(String(pattern), String(replacement), String(text)),
    ),
  ],
];
