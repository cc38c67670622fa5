/** Frames of a trace -> what the flame graph draws: names, own times, the service's colour, the sentence on hover. */
import type { FlameFrame } from "../../server/analysis/flameGraph.ts";
import type { FlameDatum } from "../flame/FlameGraph.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatCount, formatCountOf, formatRatio } from "../format/formatNumbers.ts";

/** A lone top frame is left out: the trace's only root is the top. */
export function prepareFlame(top: FlameFrame, slots: ReadonlyMap<string, number>): FlameDatum {
  const [only] = top.children;
  const root = top.children.length === 1 && only ? only : top;
  return datumOf(root, Math.max(root.totalNano, 1), slots);
}

function datumOf(frame: FlameFrame, wholeNano: number, slots: ReadonlyMap<string, number>): FlameDatum {
  const failed = frame.errorCount > 0 ? `, ${formatCount(frame.errorCount)} failed` : "";
  const label = frame.service === null ? frame.name : `${frame.service} ${frame.name}`;
  return {
    name: frame.spanCount > 1 ? `${label} ×${formatCount(frame.spanCount)}` : label,
    value: frame.selfNano,
    color: frame.service === null ? "var(--track)" : `var(--svc-${slots.get(frame.service)})`,
    title: `${label}: ${formatDuration(frame.totalNano)} (${formatRatio(frame.totalNano / wholeNano)}), ${formatDuration(frame.selfNano)} its own, ${formatCountOf(frame.spanCount, "span")}${failed}`,
    children: frame.children.map((child) => datumOf(child, wholeNano, slots)),
  };
}
