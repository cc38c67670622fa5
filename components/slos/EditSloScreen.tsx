"use client";
/** The editor of an SLO that there is; of a file, or of another time, it can be looked at alone. */
import { useState } from "react";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { usePageCrumbs } from "../state/pageCrumbs.ts";
import { useZone } from "../state/usePreference.tsx";
import type { Answers } from "../trpc/client.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { SloEditor } from "./editor/SloEditor.tsx";
import { FileNote, NotLiveNote } from "./HeldNote.tsx";
import { SloSkeleton } from "./SloSkeleton.tsx";
import { draftOf } from "./sloDraft.ts";
import { useSloInstant } from "./useSloInstant.ts";

export function EditSloScreen({ id }: { id: string }) {
  const { atMs, live } = useSloInstant();
  const query = useClockQuery(useTRPC().slos.one.queryOptions({ id, atMs, timeZone: useZone() }));
  return (
    <AsyncPanel query={query} what="the SLO" skeleton={<SloSkeleton />}>
      {(answer) => <Editor key={answer.slo.id} answer={answer} atMs={atMs} live={live} />}
    </AsyncPanel>
  );
}

interface EditorProps {
  readonly answer: Answers["slos"]["one"];
  readonly atMs: number;
  readonly live: boolean;
}

function Editor({ answer, atMs, live }: EditorProps) {
  // The revision that is looked at: what somebody else saves meanwhile must be found out when this one is saved.
  const [slo, setSlo] = useState(answer.slo);
  const [revision, setRevision] = useState(slo.revision);
  const takeTheirs = () => {
    setSlo(answer.slo);
    setRevision(answer.slo.revision);
  };
  const keepMine = () => setRevision(answer.slo.revision);
  usePageCrumbs([{ text: slo.title, href: `/slos/${encodeURIComponent(slo.id)}` }, { text: "Edit" }]);
  const { id, isEnabled, file } = slo;
  return (
    <SloEditor
      key={slo.revision}
      heading={`Edit ${slo.title}`}
      first={draftOf(slo)}
      saved={{ id, revision, isEnabled }}
      locked={!live || file !== null}
      note={file === null ? <NotLiveNote /> : <FileNote file={file} />}
      atMs={atMs}
      overtaken={
        answer.slo.revision > revision && live
          ? { saved: { ...answer, revision: answer.slo.revision }, takeTheirs, keepMine }
          : null
      }
    />
  );
}
