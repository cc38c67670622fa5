"use client";
/** A new SLO: empty, for a service that is named in the address, or as a preset proposes it. */
import { parseAsString, useQueryState } from "nuqs";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { usePageCrumbs } from "../state/pageCrumbs.ts";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { changedDraft } from "./editor/changedDraft.ts";
import { SloEditor } from "./editor/SloEditor.tsx";
import { NotLiveNote } from "./HeldNote.tsx";
import { SloSkeleton } from "./SloSkeleton.tsx";
import { draftOf, EMPTY_DRAFT } from "./sloDraft.ts";
import { useSloInstant } from "./useSloInstant.ts";

export function NewSloScreen() {
  const [preset] = useQueryState("preset", parseAsString);
  const [service] = useQueryState("service", parseAsString.withDefault(""));
  const timeZone = useZone();
  const { atMs, live } = useSloInstant();
  usePageCrumbs([{ text: "New" }]);
  const query = useClockQuery(
    useTRPC().slos.presets.queryOptions({ atMs }, { enabled: preset !== null, staleTime: 300_000 }),
  );
  const common = { heading: "A new SLO", saved: null, locked: !live, note: <NotLiveNote />, atMs };
  const empty = changedDraft({ ...EMPTY_DRAFT, timeZone }, { subjectService: service });
  if (preset === null) return <SloEditor {...common} first={empty} />;
  return (
    <AsyncPanel query={query} what="what could be promised" skeleton={<SloSkeleton />}>
      {({ presets }) => {
        const found = presets.find(({ body }) => body.name === preset);
        return <SloEditor {...common} first={found ? draftOf(found.body) : empty} />;
      }}
    </AsyncPanel>
  );
}
