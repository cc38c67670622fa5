/**
 * Kind `rules`: Prometheus's unit tests for rules, as `promtool test rules` runs them, and rule files, as `promtool check rules` reads
 * them. A case is one test group, or one rule file. Alerts go through the state machine and templates that the product uses, queries
 * through its evaluator. Folders are walked in order of name.
 * Source: Prometheus cmd/promtool (unittest.go).
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { isMap, LineCounter, parseAllDocuments } from "yaml";
import { parseRuleFile } from "../promql/ruleFile.ts";
import type { RuleGroup } from "../promql/rules.ts";
import type { CaseResult } from "./cases.ts";
import { parseRuleTest } from "./ruletest/parseRuleTest.ts";
import type { RuleTestFile } from "./ruletest/ruleTest.ts";
import { runRuleTest } from "./ruletest/runRuleTest.ts";

export async function* evalRules(paths: readonly string[]): AsyncGenerator<CaseResult> {
  for (const file of filesBelow(paths)) {
    try {
      yield* casesOf(file);
    } catch (cause) {
      yield { name: file, failures: [cause instanceof Error ? cause.message : String(cause)] };
    }
  }
}

function filesBelow(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
    const inside = readdirSync(path).sort();
    return filesBelow(inside.map((name) => join(path, name))).filter((file) => /\.ya?ml$/.test(file));
  });
}

async function* casesOf(file: string): AsyncGenerator<CaseResult> {
  const text = readFileSync(file, "utf8");
  const [document] = parseAllDocuments(text, { lineCounter: new LineCounter(), uniqueKeys: true });
  if (!document || !("contents" in document)) throw new Error("nothing in it");
  const [error] = document.errors;
  if (error) throw new Error(error.message);
  if (isMap(document.contents) && document.contents.has("groups")) {
    const failures = parseRuleFile(file, text).problems.map(({ line, message }) => `line ${line}: ${message}`);
    yield { name: file, failures };
    return;
  }
  const tests = parseRuleTest(document);
  const { groups, problems } = groupsOf(file, tests);
  for (const test of tests.tests) {
    const failures = problems.length > 0 ? problems : await runRuleTest(test, tests, groups);
    yield { name: `${file} ${test.name}`, failures };
  }
}

/** Of all rule files, in the order of evaluation; groups that it does not name come with its first. */
function groupsOf(file: string, { ruleFiles, groupOrder }: RuleTestFile) {
  const groups: RuleGroup[] = [];
  const problems: string[] = [];
  for (const pattern of ruleFiles) {
    const found = filesLike(isAbsolute(pattern) ? pattern : join(dirname(file), pattern));
    if (found.length === 0) console.warn(`  WARNING: no file match pattern ${pattern}`);
    for (const path of found) {
      const parsed = parseRuleFile(relative(dirname(file), path), readFileSync(path, "utf8"));
      groups.push(...parsed.groups);
      problems.push(...parsed.problems.map(({ line, message }) => `${path}:${line}: ${message}`));
    }
  }
  const placeOf = ({ name }: RuleGroup) => Math.max(0, groupOrder.indexOf(name));
  return { groups: groups.sort((a, b) => placeOf(a) - placeOf(b)), problems };
}

/** `*`, `?` and `[abc]` within names of files and folders. */
function filesLike(pattern: string): string[] {
  const [first = "", ...names] = pattern.split("/");
  let found = [first === "" ? "/" : first];
  for (const name of names) {
    const isPattern = /[*?[]/.test(name);
    found = found.flatMap((folder) => {
      if (!isPattern) return [join(folder, name)];
      const inside = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).sort() : [];
      return inside.filter((entry) => likeName(name).test(entry)).map((entry) => join(folder, entry));
    });
  }
  return found.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

function likeName(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  return new RegExp(`^${source}$`);
}
