"use client";
/** What is promised: the sentence, then every SLO, the soonest gone first; where nothing is promised yet, what could be. */
import { FileUp, Plus, Sparkles } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { SloListAnswer } from "../../server/routers/sloAnswer.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { useGo } from "../shell/useGo.ts";
import { Verdict, VerdictSkeleton } from "../shell/Verdict.tsx";
import { useClock } from "../state/clock.tsx";
import { useKeys } from "../state/keys.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { NotLiveNote } from "./HeldNote.tsx";
import { ImportSheet } from "./ImportSheet.tsx";
import { slosSentence } from "./listWords.ts";
import { SloPresets } from "./SloPresets.tsx";
import { SloProblems } from "./SloProblems.tsx";
import { SlosTable } from "./SlosTable.tsx";
import { useSloInstant } from "./useSloInstant.ts";

const SHEETS = ["presets", "import"] as const;

export function SlosScreen() {
  const { atMs } = useSloInstant();
  const { live } = useClock();
  const go = useGo();
  const query = useClockQuery(useTRPC().slos.list.queryOptions({ atMs }));
  const [sheet, setSheet] = useQueryState("show", parseAsStringLiteral(SHEETS));
  useKeys([{ keys: "n", does: "New SLO", run: () => go("/slos/new") }], live);
  const close = () => void setSheet(null);
  return (
    <div className="flex min-h-full flex-col">
      <NotLiveNote />
      <AsyncPanel
        query={query}
        what="the SLOs"
        skeleton={
          <>
            <VerdictSkeleton />
            <TableSkeleton />
          </>
        }
      >
        {(answer) => (
          <>
            <Head answer={answer} show={(name) => void setSheet(name)} />
            {answer.problems.length > 0 && <SloProblems problems={answer.problems} />}
            {answer.slos.length > 0 && <SlosTable rows={answer.slos} />}
            {live && (answer.slos.length === 0 || sheet === "presets") && (
              <SloPresets
                atMs={atMs}
                isFirst={answer.slos.length === 0}
                close={answer.slos.length === 0 ? null : close}
              />
            )}
          </>
        )}
      </AsyncPanel>
      {live && sheet === "import" && <ImportSheet close={close} />}
    </div>
  );
}

function Head({ answer: { slos }, show }: { answer: SloListAnswer; show: (sheet: (typeof SHEETS)[number]) => void }) {
  const { live } = useClock();
  const said =
    slos.length > 0
      ? slosSentence(slos.map(({ slo, ...row }) => ({ ...row, title: slo.title, isCounting: row.coverage.isFilling })))
      : {
          kind: "unknown" as const,
          sentence: live ? "Nothing is promised yet" : "Nothing was promised yet",
          why: "An SLO says how much must be good over how long. Chronoscope then tells how much may still fail, and when that is gone.",
        };
  return (
    <Verdict
      {...said}
      actions={
        live && (
          <>
            <ClockLink href="/slos/new" className={`btn ${slos.length === 0 ? "" : "btn-primary"}`} title="New SLO  n">
              <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
              New SLO
            </ClockLink>
            {slos.length > 0 && (
              <button type="button" className="btn phone:hidden" onClick={() => show("presets")}>
                <Sparkles size={13} strokeWidth={1.6} aria-hidden="true" />
                Propose
              </button>
            )}
            <button type="button" className="btn phone:hidden" onClick={() => show("import")}>
              <FileUp size={13} strokeWidth={1.6} aria-hidden="true" />
              Import
            </button>
          </>
        )
      }
    />
  );
}
