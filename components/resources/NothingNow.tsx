"use client";
/** The head of a kind's page where no such resource tells of itself now: since when, or, where none ever did, what would bring it. */
import { Verdict, VerdictSkeleton } from "../shell/Verdict.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import type { ResourceKind } from "./measure.ts";
import { NotSent } from "./NotSent.tsx";
import { pauseWords } from "./newest.ts";
import { useNewest } from "./useNewest.ts";

interface NothingNowProps {
  readonly kind: ResourceKind;
  /** They follow, and each says what would bring its numbers. */
  readonly hasPanels: boolean;
}

export function NothingNow({ kind, hasPanels }: NothingNowProps) {
  const { data: newest, error, endMs } = useNewest(kind);
  if (newest) return <Paused kind={kind} atMs={newest.atMs} endMs={endMs} />;
  if (newest === undefined && !error) return <VerdictSkeleton />;
  const [sentence, ...more] = kind.missing.split(". ");
  if (hasPanels) {
    return (
      <Verdict
        kind="unknown"
        sentence={sentence?.replace(/\.$/, "")}
        why="Each panel says what would bring its numbers, and fills as soon as they come."
      />
    );
  }
  return (
    <>
      <Verdict kind="unknown" sentence={sentence?.replace(/\.$/, "")} />
      <NotSent
        title="What brings them"
        items={[{ id: kind.id, word: kind.plural, missing: more.join(". ") || kind.missing, setup: kind.setup }]}
        open
      />
    </>
  );
}

function Paused({ kind, atMs, endMs }: { kind: ResourceKind; atMs: number; endMs: number }) {
  const { setAt } = useClock();
  return (
    <Verdict
      kind="unknown"
      {...pauseWords(kind.noun, atMs, endMs, useZone())}
      actions={
        <button type="button" className="btn" onClick={() => setAt(Math.ceil(atMs / 1000) * 1000)}>
          Look at that instant
        </button>
      }
    />
  );
}
