"use client";
/** One rule: how it stands, then its form where it is the console's own, or what it says where a file, an SLO or Chronoscope defines it. */
import { Copy, ExternalLink } from "lucide-react";
import { useMemo } from "react";
import type { StatusKind } from "../../charts/Status.tsx";
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { formatAgo } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { AsyncPanel } from "../../shell/AsyncPanel.tsx";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { EmptyNotice } from "../../shell/EmptyNotice.tsx";
import { Verdict } from "../../shell/Verdict.tsx";
import { useClock } from "../../state/clock.tsx";
import { usePageCrumbs } from "../../state/pageCrumbs.ts";
import { ActionTrouble } from "../ActionTrouble.tsx";
import { AlertsSkeleton } from "../AlertsSkeleton.tsx";
import { PastLine } from "../AlertTabs.tsx";
import { Switch } from "../Switch.tsx";
import { useRuleList } from "../useAlerts.ts";
import { RuleEditor } from "./RuleEditor.tsx";
import { RuleFacts } from "./RuleFacts.tsx";
import { RuleFoot } from "./RuleFoot.tsx";
import { RulePreview } from "./RulePreview.tsx";
import { draftOfRule } from "./ruleDraft.ts";
import { type RuleRow, type RuleState, stateOf } from "./ruleRows.ts";
import { ruleOf, SOURCE_WORDS, sloIdOf } from "./ruleWords.ts";
import { canSwitch, useRuleSwitch } from "./useRuleSwitch.ts";

export function RuleScreen({ id }: { id: string }) {
  return (
    <AsyncPanel
      query={useRuleList()}
      what="the rule"
      skeleton={<AlertsSkeleton filters={false} />}
      isEmpty={({ rules }) => ruleOf(rules, id) === undefined}
      empty={<NoRule />}
    >
      {({ rules }) => {
        const rule = ruleOf(rules, id);
        return rule ? <Rule rule={rule} /> : null;
      }}
    </AsyncPanel>
  );
}

function NoRule() {
  const { live } = useClock();
  return (
    <>
      <EmptyNotice title={<h1>{live ? "There is no such rule (any more)" : "This rule did not exist then"}</h1>}>
        <ClockLink href="/alerts/rules" className="link">
          All rules
        </ClockLink>
      </EmptyNotice>
      <PastLine />
    </>
  );
}

function Rule({ rule }: { rule: RuleRow }) {
  const { body, definition } = rule;
  const { live } = useClock();
  usePageCrumbs(useMemo(() => [{ text: "Rules", href: "/alerts/rules" }, { text: body.name }], [body.name]));
  const { flip, error } = useRuleSwitch();
  const draft = useMemo(() => draftOfRule(body), [body]);
  const sloId = sloIdOf(rule.key);
  return (
    <div className="flex min-h-full flex-col">
      <RuleVerdict rule={rule} flip={live ? flip : null} />
      <PastLine />
      <ActionTrouble error={error} what="It was not switched" />
      {definition && rule.isEditable ? (
        <RuleEditor key={definition.id} initial={draft} saved={{ ...definition, isEnabled: rule.isEnabled }}>
          <RuleFoot rule={rule} id={definition.id} />
        </RuleEditor>
      ) : (
        <div className="grid flex-1 border-line border-t wide:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
          <RuleFacts rule={rule} />
          {sloId === null ? <RulePreview draft={draft} /> : <OfSlo sloId={sloId} />}
        </div>
      )}
    </div>
  );
}

const KINDS: Readonly<Record<RuleState, StatusKind>> = {
  firing: "fail",
  pending: "warn",
  failing: "warn",
  calm: "ok",
  new: "unknown",
  off: "unknown",
};

function RuleVerdict({ rule, flip }: { rule: RuleRow; flip: ((rule: RuleRow) => void) | null }) {
  const { nowMs } = useClock();
  const state = stateOf(rule);
  const { name, intervalMs } = rule.body;
  const sentences: Readonly<Record<RuleState, string>> = {
    firing: `${name} fires${rule.firing > 1 ? ` for ${rule.firing} alerts` : ""}`,
    pending: `${name} is about to fire`,
    failing: `${name} cannot be evaluated`,
    calm: `${name} watches, and all is well`,
    new: `${name} was not evaluated yet`,
    off: `${name} is switched off`,
  };
  const { lastEvaluationMs, evaluationMs } = rule;
  const evaluated =
    lastEvaluationMs === null
      ? ""
      : `, last ${formatAgo(lastEvaluationMs, Math.max(nowMs, lastEvaluationMs))} in ${evaluationMs.toFixed(1)} ms`;
  return (
    <Verdict
      kind={KINDS[state]}
      sentence={shownText(sentences[state])}
      why={
        state === "failing"
          ? rule.lastError
          : `A rule ${SOURCE_WORDS[rule.source]}${rule.file ? ` (${rule.file})` : ""}, looked at every ${formatSpanOfTime(intervalMs)}${evaluated}`
      }
      actions={
        <>
          {(rule.firing > 0 || rule.pending > 0) && (
            <ClockLink href={`/alerts?q=${encodeURIComponent(name)}`} className="btn">
              <ExternalLink size={14} strokeWidth={1.6} aria-hidden="true" />
              Its alerts
            </ClockLink>
          )}
          {rule.source !== "slo" && (
            <ClockLink href={`/alerts/rules/new?from=${encodeURIComponent(rule.key)}`} className="btn phone:hidden">
              <Copy size={14} strokeWidth={1.6} aria-hidden="true" />
              Copy
            </ClockLink>
          )}
          {canSwitch(rule) && (
            <span className="flex items-center pl-1">
              <Switch on={rule.isEnabled} label={`${name} watches`} flip={flip && (() => flip(rule))} />
            </span>
          )}
        </>
      }
    />
  );
}

function OfSlo({ sloId }: { sloId: string }) {
  return (
    <section aria-label="Its SLO" className="px-(--pad) py-3">
      <h2 className="mb-1">How it would have gone</h2>
      <p className="text-14 text-ink-2">
        This rule is made by its SLO, which shows how it would have gone beside its budget.{" "}
        <ClockLink href={`/slos/${sloId}`} className="link">
          Open the SLO
        </ClockLink>
      </p>
    </section>
  );
}
