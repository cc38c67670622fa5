/** Frames -> the line of one thing: its rate, the share that fails, its p95; null where nothing is known. */
import type { ThingId } from "../../server/model/state.ts";
import type { PanelSpec } from "../panels/panelSpec.ts";
import type { FrameSet } from "../playback/frameSet.ts";

export interface PlacedPanel extends Pick<PanelSpec, "id" | "title" | "unit" | "noun" | "queries"> {
  /** What the line is. */
  readonly line: string;
  readonly value: "requestsPerSecond" | "errorRatio" | "p95Seconds";
}

export const placedPanels = (noun: string): readonly PlacedPanel[] => [
  {
    ...{ id: "mapRate", title: "Requests", line: "requests", unit: "perSecond", noun },
    ...{ value: "requestsPerSecond", queries: [] },
  },
  {
    ...{ id: "mapFailing", title: "Failing", line: "failing", unit: "ratio", value: "errorRatio" },
    queries: [{ ref: "now", expr: "", legend: "failing", tone: "fail" }],
  },
  { id: "mapDuration", title: "Duration", line: "p95", unit: "seconds", value: "p95Seconds", queries: [] },
];

export function placedLine(frames: FrameSet, id: ThingId, { value }: PlacedPanel): (number | null)[] {
  const thing = frames.indexOf(id);
  return frames.atMs.map((_, step) => frames[value](step, thing));
}
