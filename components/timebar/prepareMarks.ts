/**
 * Events of the strip -> marks at places: one for each where there is room, one with a count where they lie too close.
 * Units: Unix ms in, pixels from the strip's left edge out. What is too much to be sent one by one comes as counts per step.
 */

import type { EventKind } from "../../server/model/state.ts";
import type { EventView, MarksAnswer } from "../../server/routers/stateAnswer.ts";
import type { StripRange } from "../playback/stripRange.ts";
import { kindShape, type MarkShape, markShape } from "./markShape.ts";

export interface Mark extends MarkShape {
  /** Middle of the mark. */
  readonly x: number;
  readonly count: number;
  readonly problems: number;
  /** First and last instant of what it stands for. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What it stands for, oldest first; empty where only the count is known. */
  readonly events: readonly EventView[];
  /** A word beside it, where there is room for it. */
  readonly label: string | null;
}

const ONE_PX = 15;
/** With two digits beside it; three take a little more. */
const MANY_PX = 29;
const MOST_PX = 37;
const LETTER_PX = 5.6;
const LONGEST_LABEL = 24;

type Draft = Omit<Mark, "x" | "label">;

export function prepareMarks(answer: MarksAnswer, range: StripRange, widthPx: number): Mark[] {
  const pxPerMs = widthPx / (range.endMs - range.startMs);
  const place = ({ fromMs, toMs }: Draft) => ((fromMs + toMs) / 2 - range.startMs) * pxPerMs;
  const drafts = answer.events.length > 0 ? answer.events.map(single) : counted(answer);
  const apart: Draft[] = [];
  for (const draft of drafts) {
    if (draft.toMs < range.startMs || draft.fromMs > range.endMs) continue;
    apart.push(draft);
    // Joining moves a mark to the left, where it may meet the one before.
    for (let last = apart.length - 1; last > 0; last--) {
      const [before, after] = [apart[last - 1], apart[last]];
      if (!before || !after || place(after) - place(before) >= (room(before) + room(after)) / 2) break;
      apart.splice(last - 1, 2, joined(before, after));
    }
  }
  return labelled(apart.map((draft) => ({ ...draft, x: place(draft), label: null })));
}

const room = ({ count }: Draft) => (count > 99 ? MOST_PX : count > 1 ? MANY_PX : ONE_PX);

function single(event: EventView): Draft {
  const problems = event.problem ? 1 : 0;
  return { ...markShape(event), count: 1, problems, fromMs: event.atMs, toMs: event.atMs, events: [event] };
}

function joined(before: Draft, after: Draft): Draft {
  const { shape, tone, weight } = after.weight > before.weight ? after : before;
  return {
    shape,
    tone,
    weight,
    count: before.count + after.count,
    problems: before.problems + after.problems,
    fromMs: before.fromMs,
    toMs: Math.max(before.toMs, after.toMs),
    events: [...before.events, ...after.events],
  };
}

/** One mark per step of the counts that has any. */
function counted({ counts: { startMs, stepMs, counts, problems } }: MarksAnswer): Draft[] {
  const kinds = Object.keys(counts) as EventKind[];
  return problems.flatMap((problemCount, step) => {
    const here = kinds.filter((kind) => (counts[kind]?.[step] ?? 0) > 0);
    const count = here.reduce((sum, kind) => sum + (counts[kind]?.[step] ?? 0), 0);
    const [gravest] = here.map((kind) => kindShape(kind, problemCount > 0)).sort((a, b) => b.weight - a.weight);
    if (!gravest) return [];
    const fromMs = startMs + step * stepMs;
    return [{ ...gravest, count, problems: problemCount, fromMs, toMs: fromMs + stepMs - 1, events: [] }];
  });
}

/** A deploy's service and version stand left of its mark where nothing else does. */
function labelled(marks: readonly Mark[]): Mark[] {
  return marks.map((mark, i) => {
    const [event] = mark.events;
    if (mark.count > 1 || event?.kind !== "deployed") return mark;
    const label = event.title.split(" deployed")[0] ?? "";
    const free = mark.x - ONE_PX / 2 - (marks[i - 1] ? (marks[i - 1]?.x ?? 0) + MANY_PX / 2 : 0);
    const fits = label.length <= LONGEST_LABEL && label.length * LETTER_PX + 14 < free;
    return fits ? { ...mark, label } : mark;
  });
}
