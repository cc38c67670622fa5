"use client";
/** The draft that the fields of the editor share: what stands in each, and the sentence at it once somebody was there or tried to save. */
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { SloBody } from "../../../server/model/slo.ts";
import { type DraftField, type ReadDraft, readDraft } from "../readDraft.ts";
import { EMPTY_DRAFT, type SloDraft } from "../sloDraft.ts";
import { changedDraft } from "./changedDraft.ts";

export interface DraftForm {
  readonly draft: SloDraft;
  readonly read: ReadDraft;
  /** What is promised, whatever it is called: null while that makes no sense yet. */
  readonly promise: SloBody | null;
  /** The title and name follow what is asked for until somebody writes their own. */
  readonly set: (change: Partial<SloDraft>) => void;
  readonly replace: (draft: SloDraft) => void;
  /** The sentence at a field, or nothing while nobody was there. */
  readonly problem: (field: DraftField) => string | undefined;
  readonly visit: (field: DraftField) => void;
  /** From now on every field says what is wrong with it. */
  readonly showAll: () => void;
  readonly isChanged: boolean;
  /** Nothing can be changed: of a file, or of another time. */
  readonly locked: boolean;
}

const Form = createContext<DraftForm | null>(null);

export function useDraftForm(): DraftForm {
  const form = useContext(Form);
  if (!form) throw new Error("Fields of the editor need a DraftFormProvider above them.");
  return form;
}

interface ProviderProps {
  readonly first: SloDraft;
  readonly locked: boolean;
  readonly children: ReactNode;
}

export function DraftFormProvider({ first, locked, children }: ProviderProps) {
  const [draft, setDraft] = useState(first);
  const [visited, setVisited] = useState<ReadonlySet<DraftField>>(new Set());
  const [all, setAll] = useState(false);
  const read = useMemo(() => readDraft(draft), [draft]);
  const promise = useMemo(() => promiseOf(draft), [draft]);
  const form = useMemo<DraftForm>(
    () => ({
      draft,
      read,
      promise,
      set: (change) => setDraft((before) => changedDraft(before, change)),
      replace: setDraft,
      problem: (field) => (all || visited.has(field) ? read.problems[field] : undefined),
      visit: (field) => setVisited((before) => (before.has(field) ? before : new Set(before).add(field))),
      showAll: () => setAll(true),
      isChanged: JSON.stringify(draft) !== JSON.stringify(first),
      locked,
    }),
    [draft, read, promise, visited, all, first, locked],
  );
  return <Form value={form}>{children}</Form>;
}

/** The draft without what it is called and to whom it is promised: these hold up no preview. */
function promiseOf(draft: SloDraft): SloBody | null {
  const named = { title: draft.title.trim() || "it", name: "preview", service: draft.service.trim() || "it" };
  const plain = { labels: "", hasSla: EMPTY_DRAFT.hasSla };
  return readDraft({ ...draft, ...named, ...plain }).body;
}
