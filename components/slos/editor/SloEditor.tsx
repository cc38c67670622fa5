"use client";
/** The editor: the form, and beside it how the last 30 days would have gone. Saves, or says at which field what stands in the way. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { CountSums } from "../../../server/analysis/slo/countSums.ts";
import { budgetAt } from "../../../server/analysis/slo/errorBudget.ts";
import { saySlo } from "../../../server/analysis/slo/saySlo.ts";
import type { SloBody, SloCounts } from "../../../server/model/slo.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { OvertakenNote, type OvertakenNoteProps } from "../../shell/OvertakenNote.tsx";
import { useGo } from "../../shell/useGo.ts";
import { useKeys } from "../../state/keys.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { sentBody } from "../sentBody.ts";
import type { SloDraft } from "../sloDraft.ts";
import { AlertingFields } from "./AlertingFields.tsx";
import { DraftFormProvider, useDraftForm } from "./draftForm.tsx";
import { IdentityFields, SlaFields } from "./IdentityFields.tsx";
import { IndicatorFields } from "./IndicatorFields.tsx";
import { ObjectiveFields } from "./ObjectiveFields.tsx";
import { PreviewPanel } from "./PreviewPanel.tsx";
import { usePreviewCounts } from "./usePreviewCounts.ts";

export interface SloEditorProps {
  readonly heading: string;
  readonly first: SloDraft;
  /** What is changed; null: it is new. */
  readonly saved: { readonly id: string; readonly revision: number; readonly isEnabled: boolean } | null;
  readonly locked: boolean;
  /** Why nothing can be changed, when nothing can. */
  readonly note?: ReactNode;
  /** The instant up to which the preview looks. */
  readonly atMs: number;
  /** Said while somebody else has saved it meanwhile. */
  readonly overtaken?: Omit<OvertakenNoteProps, "what"> | null;
}

export function SloEditor(props: SloEditorProps) {
  return (
    <DraftFormProvider first={props.first} locked={props.locked}>
      <Editor {...props} />
    </DraftFormProvider>
  );
}

function Editor({ heading, saved, locked, note, overtaken, atMs: openedMs }: SloEditorProps) {
  // Where the clock goes on meanwhile, what is typed is still compared with the same days.
  const [atMs] = useState(openedMs);
  const { promise, isChanged } = useDraftForm();
  const shown = useLastWhole(promise);
  const { query, counts, isAsked, isOld } = usePreviewCounts(shown, atMs);
  const expected = promise && counts && !isOld ? expectedOf(promise, counts, atMs) : null;
  const save = useSave(saved);
  const isOvertaken = overtaken && !save.isPending && !save.isDone;
  const follow = isOvertaken && !isChanged ? overtaken.takeTheirs : null;
  // Nothing was typed yet: what is saved now is what is edited.
  useEffect(() => follow?.(), [follow]);
  return (
    <form
      className="flex min-h-full flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        save.run();
      }}
    >
      {note}
      {isOvertaken && isChanged && <OvertakenNote what="this SLO" {...overtaken} />}
      <header className="sticky top-0 z-20 flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-b bg-canvas px-(--pad) py-2.5">
        <div className="min-w-0 flex-1">
          <h1 className="font-semibold text-18 leading-[26px] tracking-[-0.014em] phone:text-[16px]">{heading}</h1>
          <p className="text-ink-2">{promise ? saySlo(promise) : "Say what is good, and how much of it."}</p>
        </div>
        <ClockLink className="btn" href={saved ? `/slos/${encodeURIComponent(saved.id)}` : "/slos"}>
          {locked ? "Back" : "Cancel"}
        </ClockLink>
        {!locked && (
          <button type="submit" className="btn btn-primary" disabled={save.isPending}>
            {saved ? "Save" : "Make it"}
          </button>
        )}
        {save.error && (
          <p role="alert" className="w-full text-12 text-fail">
            {save.error}
          </p>
        )}
      </header>
      <div className="grid flex-1 wide:grid-cols-[minmax(0,600px)_minmax(0,1fr)]">
        <fieldset disabled={locked} className="min-w-0 border-line pb-10 wide:border-r">
          <IndicatorFields />
          <ObjectiveFields expected={expected} />
          <AlertingFields />
          <IdentityFields />
          <SlaFields />
        </fieldset>
        <PreviewPanel query={query} counts={counts} isAsked={isAsked} isOld={isOld} shown={shown} atMs={atMs} />
      </div>
    </form>
  );
}

/** While a field is being written anew the preview stays as it was. */
function useLastWhole(promise: SloBody | null): SloBody | null {
  const [last, setLast] = useState(promise);
  if (promise !== null && promise !== last) setLast(promise);
  return promise ?? last;
}

/** How many events a whole window would have, at the traffic of what is known of it. */
function expectedOf(body: SloBody, counts: SloCounts, atMs: number): number | null {
  const { expectedValid, knownRatio } = budgetAt(body, new CountSums({ slices: body.slices }, counts), atMs);
  if (knownRatio <= 0 || expectedValid <= 0) return null;
  return body.window.kind === "calendar" ? expectedValid : expectedValid / knownRatio;
}

function useSave(saved: SloEditorProps["saved"]) {
  const { read, showAll, isChanged, locked } = useDraftForm();
  const trpc = useTRPC();
  const client = useQueryClient();
  const go = useGo();
  const [refused, setRefused] = useState<string | null>(null);
  const save = useMutation(
    trpc.slos.save.mutationOptions({
      onSuccess: async ({ id }) => {
        await client.invalidateQueries(trpc.slos.pathFilter());
        go(`/slos/${encodeURIComponent(id)}`);
      },
    }),
  );
  const run = () => {
    if (locked || save.isPending) return;
    showAll();
    const standing = Object.keys(read.problems).length;
    setRefused(
      standing > 0
        ? `${standing === 1 ? "One field needs" : `${standing} fields need`} another look: ${Object.values(read.problems)[0]}`
        : null,
    );
    if (read.body) save.mutate({ body: sentBody(read.body), ...saved });
  };
  useKeys([{ keys: "mod+s", does: "Save", run }], !locked);
  useWarning(isChanged && !save.isSuccess);
  return { run, isPending: save.isPending, isDone: save.isSuccess, error: refused ?? save.error?.message ?? null };
}

/** Asks before a page with something unsaved is closed. */
function useWarning(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isUnsaved]);
}
