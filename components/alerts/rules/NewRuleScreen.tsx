"use client";
/** A new rule: empty, from a query (`?q=`, as Explore hands it over), or from another rule (`?from=` its id or key). */
import { parseAsString, useQueryStates } from "nuqs";
import { usePageCrumbs } from "../../state/pageCrumbs.ts";
import { AlertsSkeleton } from "../AlertsSkeleton.tsx";
import { PastLine } from "../AlertTabs.tsx";
import { useRuleList } from "../useAlerts.ts";
import { RuleEditor } from "./RuleEditor.tsx";
import { draftOfRule, EMPTY_RULE } from "./ruleDraft.ts";
import { ruleOf } from "./ruleWords.ts";

const CRUMBS = [{ text: "Rules", href: "/alerts/rules" }, { text: "New rule" }];
/** A chart's step is no length of time to a rule. */
const VARIABLE = /\$(?:\{__\w+\}|__\w+)/g;
const PARAMS = { q: parseAsString.withDefault(""), from: parseAsString };

export function NewRuleScreen() {
  usePageCrumbs(CRUMBS);
  const [{ q, from }] = useQueryStates(PARAMS);
  const rules = useRuleList().data?.rules;
  if (from !== null && !rules) return <AlertsSkeleton filters={false} />;
  const copied = from === null || !rules ? undefined : ruleOf(rules, from);
  const initial = copied
    ? { ...draftOfRule(copied.body), name: `${copied.body.name} copy` }
    : { ...EMPTY_RULE, query: q.replace(VARIABLE, "5m") };
  return (
    <div className="flex min-h-full flex-col">
      <header className="px-(--pad) pt-3.5 pb-3">
        <h1 className="font-semibold text-18 leading-[26px] tracking-[-0.014em]">
          {copied ? `A rule like ${copied.body.name}` : "A new rule"}
        </h1>
        <p className="text-14 text-ink-2">
          Write what must not happen; beside it stands when it would have fired, of what is stored.
        </p>
      </header>
      <PastLine />
      <RuleEditor key={from ?? ""} initial={initial} />
    </div>
  );
}
