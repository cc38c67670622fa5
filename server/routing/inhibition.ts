/**
 * Inhibition: a firing source alert holds target alerts back that have the same values of some labels; a missing label and an empty
 * one are the same. An alert that is source and target of one rule is not held back by another such alert, so none by itself.
 * Source: Alertmanager inhibit/inhibit.go.
 */
import type { LabelPairs } from "../model/alert.ts";
import type { InhibitRule } from "../model/notification.ts";
import { matchersHold } from "./matchers.ts";

interface Sourced {
  readonly fingerprint: string;
  readonly labels: LabelPairs;
}

interface SourceIndex {
  readonly rule: InhibitRule;
  /** By the values of the labels that must be equal: a source that is no target, and any source. */
  readonly pure: ReadonlyMap<string, string>;
  readonly any: ReadonlyMap<string, string>;
}

const equalKey = ({ equal }: InhibitRule, labels: LabelPairs) =>
  JSON.stringify(equal.map((name) => (Object.hasOwn(labels, name) ? (labels[name] ?? "") : "")));

function indexSources(rule: InhibitRule, firing: readonly Sourced[]): SourceIndex {
  const pure = new Map<string, string>();
  const any = new Map<string, string>();
  for (const { fingerprint, labels } of firing) {
    if (!matchersHold(rule.source, labels)) continue;
    const key = equalKey(rule, labels);
    any.set(key, fingerprint);
    if (!matchersHold(rule.target, labels)) pure.set(key, fingerprint);
  }
  return { rule, pure, any };
}

/** Answers, for any labels, the fingerprint of a firing alert that holds them back; null when none does. */
export function inhibitionBy(
  rules: readonly InhibitRule[],
  firing: readonly Sourced[],
): (labels: LabelPairs) => string | null {
  const indexes = rules.map((rule) => indexSources(rule, firing));
  return (labels) => {
    for (const { rule, pure, any } of indexes) {
      if (any.size === 0 || !matchersHold(rule.target, labels)) continue;
      const sources = matchersHold(rule.source, labels) ? pure : any;
      const source = sources.get(equalKey(rule, labels));
      if (source !== undefined) return source;
    }
    return null;
  };
}
