"use client";
/** Runtimes: what is true now, the worst of them, and a row of panels for each language that is there. */
import { useMemo } from "react";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { KindDashboard } from "./KindDashboard.tsx";
import { calmWindow } from "./kindQuestion.ts";
import { ResourcesSkeleton } from "./ResourcesSkeleton.tsx";
import { languagesOf } from "./resourceRows.ts";
import { languageQuestion, languagesBySigns, runtimeDashboard } from "./runtimeDashboard.ts";
import { RUNTIME } from "./runtimeKind.ts";
import { useNewest } from "./useNewest.ts";

export function RuntimeScreen() {
  const trpc = useTRPC();
  const clock = useClock();
  const query = useClockQuery(trpc.metrics.instant.queryOptions(languageQuestion(calmWindow(clock, clock.live))));
  return (
    <AsyncPanel query={query} what="the runtimes" skeleton={<ResourcesSkeleton rows={12} />}>
      {(answer) => <Languages languages={languagesOf(answer).join()} />}
    </AsyncPanel>
  );
}

/** By name, joined, so that the dashboard is made anew only when they change. Those of runtimes that paused keep their panels. */
function Languages({ languages: now }: { languages: string }) {
  const { data: newest } = useNewest(RUNTIME, now === "");
  const languages = now || languagesBySigns(newest?.signs ?? []).join();
  const spec = useMemo(() => runtimeDashboard(languages.split(",").filter(Boolean)), [languages]);
  return <KindDashboard kind={RUNTIME} spec={spec} />;
}
