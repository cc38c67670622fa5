"use client";
/** Lines above the picture: the clock stands in a gap, or where nothing is told yet; only a part of the system is looked at. */
import { X } from "lucide-react";
import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import type { Path } from "../../server/analysis/graph/paths.ts";
import type { StateAnswer } from "../../server/routers/stateAnswer.ts";
import { Status } from "../charts/Status.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { nodeFor } from "../graph/joinedNodes.ts";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import type { MapState } from "./useMapState.ts";

/** Health is told some seconds after telemetry; only a longer way behind is worth a word. */
const BEHIND_MS = 90_000;

export function GapNote({ answer }: { answer: StateAnswer }) {
  const { endMs } = useClock();
  const zone = useZone();
  const behind = answer.toldUntilMs !== null && endMs - answer.toldUntilMs > BEHIND_MS;
  if (!answer.gap && !behind) return null;
  return (
    <p
      role="status"
      className="flex items-center gap-2 border-line border-t bg-surface px-(--pad) py-1.5 text-12 text-ink-2"
    >
      <Status kind="unknown" size={11} label="" />
      {answer.gap
        ? "Nothing arrived at this instant: what is drawn is what was known last, and its health is unknown."
        : `The history is told until ${formatInstant(answer.toldUntilMs ?? 0, zone)}; what is drawn is the state of then.`}
    </p>
  );
}

interface LookNoteProps {
  readonly state: MapState;
  readonly graph: MapGraph;
  readonly path: Path | null | undefined;
}

export function LookNote({ state, graph, path }: LookNoteProps) {
  const { change, focus, from, to } = state;
  const nameOf = (id: string) => shownText(nodeFor(graph, id)?.name ?? id);
  const isKnown = (id: string) => nodeFor(graph, id) !== undefined;
  const whole = () => void change({ focus: null, from: null, to: null, up: null, down: null, by: null });
  if (focus === "" && from === "") return null;
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-line border-t px-(--pad) py-1 text-12">
      {from !== "" && <Way {...{ state, path, nameOf }} />}
      {from === "" && !isKnown(focus) && (
        <span role="status">{shownText(focus)} is not on this map; all of it is shown.</span>
      )}
      {from === "" && isKnown(focus) && <Focus state={state} name={nameOf(focus)} />}
      {from !== "" && to === "" && <span className="text-ink-2">Choose where the way from {nameOf(from)} leads.</span>}
      <button type="button" className="btn btn-sm ml-auto" onClick={whole}>
        <X size={12} strokeWidth={1.6} aria-hidden="true" /> Whole map
      </button>
    </div>
  );
}

const MOST_DEPTH = 9;

function Focus({ state: { up, down, change }, name }: { state: MapState; name: string }) {
  return (
    <>
      <span>
        Around <b className="font-semibold">{name}</b>
      </span>
      <Depth one="caller up" word="callers up" depth={up} set={(next) => void change({ up: next })} />
      <Depth one="callee down" word="callees down" depth={down} set={(next) => void change({ down: next })} />
    </>
  );
}

interface DepthProps {
  readonly one: string;
  /** Of several, and of none. */
  readonly word: string;
  readonly depth: number;
  readonly set: (depth: number) => void;
}

function Depth({ one, word, depth, set }: DepthProps) {
  return (
    <fieldset className="seg h-6" aria-label={`Depth of ${word}`}>
      <button type="button" aria-label={`Fewer ${word}`} disabled={depth <= 0} onClick={() => set(depth - 1)}>
        −
      </button>
      <span className="num border-line-strong border-r px-2 leading-[22px] text-ink-2">
        {depth} {depth === 1 ? one : word}
      </span>
      <button type="button" aria-label={`More ${word}`} disabled={depth >= MOST_DEPTH} onClick={() => set(depth + 1)}>
        +
      </button>
    </fieldset>
  );
}

function Way({ state, path, nameOf }: Pick<LookNoteProps, "state" | "path"> & { nameOf: (id: string) => string }) {
  const { from, to, by, change } = state;
  if (to === "") return null;
  if (path === null)
    return (
      <span className="text-ink-2">
        No way leads from {nameOf(from)} to {nameOf(to)}.
      </span>
    );
  return (
    <>
      <span>
        From <b className="font-semibold">{nameOf(from)}</b> to <b className="font-semibold">{nameOf(to)}</b>
        {path && `, ${formatCountOf(path.edges.length, "call")}`}
      </span>
      <fieldset className="seg h-6" aria-label="Which way">
        <button type="button" aria-pressed={by === "fewest"} onClick={() => void change({ by: null })}>
          Fewest calls
        </button>
        <button type="button" aria-pressed={by === "strongest"} onClick={() => void change({ by: "strongest" })}>
          Most traffic
        </button>
      </fieldset>
    </>
  );
}
