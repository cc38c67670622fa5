/** Where a rule's page is, and how people call where rules come from. */
import type { RuleSource } from "../../../server/model/alert.ts";
import type { RuleView } from "../../../server/routers/alertAnswer.ts";

export const SOURCE_WORDS: Readonly<Record<RuleSource, string>> = {
  console: "made here",
  file: "from a file",
  builtin: "built in",
  slo: "of an SLO",
};
export const SOURCE_NAMES: Readonly<Record<RuleSource, string>> = {
  console: "Console",
  file: "File",
  builtin: "Built-in",
  slo: "SLO",
};

/** A rule of the console has its definition's id; any other its key, percent-encoded. */
export const ruleHref = ({ key, definition }: Pick<RuleView, "key" | "definition">): string =>
  `/alerts/rules/${encodeURIComponent(definition?.id ?? key)}`;

/** The rule of a page's address. */
export const ruleOf = (rules: readonly RuleView[], id: string): RuleView | undefined =>
  rules.find(({ key, definition }) => definition?.id === id || key === id);

/** `slo:ID;CONDITION` */
export const sloIdOf = (key: string): string | null => /^slo:([^;]+);/.exec(key)?.[1] ?? null;
