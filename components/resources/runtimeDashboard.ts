/**
 * Runtimes by language: memory, collections, event loop, threads, goroutines, each by service. Only languages that are there have a row.
 */
import type { TimeWindow } from "../../server/model/time.ts";
import type { DashboardRow, DashboardSpec } from "../panels/panelSpec.ts";
import { JAVA_ROW, NODE_ROW } from "./nodeAndJavaPanels.ts";
import { DOTNET_ROW, GO_ROW, PYTHON_ROW } from "./otherLanguagePanels.ts";
import { either } from "./promqlText.ts";
import { LANGUAGE_SIGNS } from "./runtimeKind.ts";

export const LANGUAGE_ROWS: Readonly<Record<string, DashboardRow>> = {
  "Node.js": NODE_ROW,
  Java: JAVA_ROW,
  Go: GO_ROW,
  Python: PYTHON_ROW,
  ".NET": DOTNET_ROW,
};

/** The languages that are there, the most processes first. */
export function runtimeDashboard(languages: readonly string[]): DashboardSpec {
  return {
    id: "runtime",
    title: "Runtime",
    answers: "Do the runtimes get to do their work, or are they busy with themselves?",
    rows: languages.flatMap((language) => LANGUAGE_ROWS[language] ?? []),
  };
}

/** How many processes of each language there are; one query a language, its `ref` the language. */
export function languageQuestion({ startMs, endMs }: TimeWindow) {
  const queries = Object.entries(LANGUAGE_SIGNS).map(([language, names]) => ({
    ref: language,
    expr: `count(${either(...names.map((name) => `count by (service_name,service_instance_id) (${name})`))})`,
  }));
  return { startMs, endMs, queries };
}

/** The languages of which one of these metrics came. */
export function languagesBySigns(signs: readonly string[]): string[] {
  return Object.entries(LANGUAGE_SIGNS)
    .filter(([, names]) => names.some((name) => signs.includes(name)))
    .map(([language]) => language);
}
