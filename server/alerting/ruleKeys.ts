/** Names of rules that stay the same across restarts, and what they say. */
import type { RuleSource } from "../model/alert.ts";

/** How the keys of a file's rules begin. */
export const rulesOfFile = (file: string) => `file:${file};`;
export const fileRuleKey = (file: string, group: string, name: string, index: number) =>
  `${rulesOfFile(file)}${group};${name};${index}`;
export const consoleRuleKey = (id: string) => `console:${id}`;
export const builtinRuleKey = (name: string) => `builtin:${name}`;
/** `condition` tells an SLO's rules apart: `burn 1h`, `exhaustion`, `spent`, `absent`. */
export const sloRuleKey = (sloId: string, condition: string) => `slo:${sloId};${condition}`;

const SOURCES: readonly RuleSource[] = ["file", "console", "builtin", "slo"];
/** Where the rule of a key comes from. */
export function sourceOfRule(key: string): RuleSource {
  return SOURCES.find((source) => key.startsWith(`${source}:`)) ?? "file";
}
