"use client";
/** A rule while it is written, with how it would have gone beside it. Nothing is saved until somebody says so. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import type { AlertRuleBody } from "../../../server/model/alert.ts";
import { OvertakenNote } from "../../shell/OvertakenNote.tsx";
import { useGo } from "../../shell/useGo.ts";
import { useClock } from "../../state/clock.tsx";
import { useKeptDraft } from "../../state/useKeptDraft.ts";
import { useTRPC } from "../../trpc/client.tsx";
import { useAskAgain } from "../useAlerts.ts";
import { RuleConditionFields } from "./RuleConditionFields.tsx";
import { RulePreview } from "./RulePreview.tsx";
import { RuleTimesFields } from "./RuleTimesFields.tsx";
import { RuleWordsFields } from "./RuleWordsFields.tsx";
import { type DraftTrouble, type RuleDraft, readDraft } from "./ruleDraft.ts";

interface RuleEditorProps {
  readonly initial: RuleDraft;
  /** Of a rule that there is already. */
  readonly saved?: { readonly id: string; readonly revision: number; readonly isEnabled: boolean };
  /** Stands below the form: what is done with a saved rule. */
  readonly children?: ReactNode;
}

export function RuleEditor({ initial, saved, children }: RuleEditorProps) {
  const { live } = useClock();
  const kept = useKeptDraft(initial);
  const { draft, isTyped: changed } = kept;
  const [trouble, setTrouble] = useState<DraftTrouble | null>(null);
  const edit = (change: Partial<RuleDraft>) => {
    setTrouble(null);
    kept.change(change);
  };
  const { save, isPending, error, isSaved } = useSave(saved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kept.isOvertaken) return;
    const read = readDraft(draft);
    setTrouble(read.trouble);
    if (read.body) save(read.body);
  };
  const fields = { draft, edit, trouble };
  return (
    <div className="grid flex-1 border-line border-t wide:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <form onSubmit={submit} className="min-w-0 border-line wide:border-r" aria-label="The rule">
        {saved && kept.isOvertaken && <OvertakenNote saved={saved} what="this rule" {...kept} />}
        <fieldset key={kept.round} disabled={!live} className="min-w-0">
          <RuleConditionFields {...fields} />
          <RuleTimesFields {...fields} />
          <RuleWordsFields {...fields} />
        </fieldset>
        <div className="sticky bottom-0 z-10 flex flex-wrap items-center gap-2 border-line border-t bg-canvas px-(--pad) py-2.5">
          <button
            type="submit"
            className="btn btn-primary"
            disabled={!live || isPending || kept.isOvertaken || (saved && !changed)}
          >
            {saved ? "Save the changes" : "Save the rule"}
          </button>
          {changed && saved && (
            <button type="button" className="btn" onClick={kept.takeTheirs}>
              Take them back
            </button>
          )}
          <span role="status" className="text-12 text-ink-3">
            {isSaved && !changed ? "Saved. It is looked at from now on." : ""}
          </span>
          <span role="alert" className="text-12 text-fail">
            {trouble?.words ?? (error && `It was not saved: ${error.message}`)}
          </span>
        </div>
        {children}
      </form>
      <RulePreview draft={draft} {...(live && { begin: edit })} />
    </div>
  );
}

function useSave(saved: RuleEditorProps["saved"]) {
  const trpc = useTRPC();
  const go = useGo();
  const askAgain = useAskAgain();
  const mutation = useMutation(
    trpc.alertRules.save.mutationOptions({
      onSuccess: async ({ id }) => {
        await askAgain();
        if (!saved) go(`/alerts/rules/${id}`);
      },
      // Somebody else may have saved: what they saved is asked for.
      onError: () => void askAgain(),
    }),
  );
  const which = saved && { id: saved.id, revision: saved.revision, isEnabled: saved.isEnabled };
  // Rules of SLOs are made by their SLOs: the form cannot make one.
  const save = ({ condition, ...rest }: AlertRuleBody) =>
    condition.kind !== "slo" && mutation.mutate({ ...which, body: { ...rest, ...mutable(condition) } });
  return { save, isPending: mutation.isPending, error: mutation.error, isSaved: mutation.isSuccess };
}

type Written = Exclude<AlertRuleBody["condition"], { kind: "slo" }>;
/** As a question carries it: its lists are its own. */
export function mutable(condition: Written) {
  if (condition.kind === "promql") return { condition };
  return { condition: { ...condition, search: { ...condition.search, attributes: [...condition.search.attributes] } } };
}
