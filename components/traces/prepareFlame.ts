/** Frames of a trace -> what the flame graph draws: names, own times, the service's colour, the sentence on hover. */
import type { FlameFrame } from "../../server/analysis/flameGraph.ts";
import type { FlameDatum } from "../flame/FlameGraph.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatCount, formatCountOf, formatRatio } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";

/** A lone top frame is left out: the trace's only root is the top. */
export function prepareFlame(top: FlameFrame, slots: ReadonlyMap<string, number>): FlameDatum {
  const [only] = top.children;
  const root = top.children.length === 1 && only ? only : top;
  return datumOf(root, Math.max(root.totalNano, 1), slots);
}

/** Of the whole: calls smaller than this are one frame together. Looking twenty times closer still shows every one of the others. */
const LEAST_SHARE = 1 / 20_000;

function datumOf(frame: FlameFrame, wholeNano: number, slots: ReadonlyMap<string, number>): FlameDatum {
  const label = shownText(frame.service === null ? frame.name : `${frame.service} ${frame.name}`);
  const shown = frame.children.filter((child) => child.totalNano >= wholeNano * LEAST_SHARE);
  const children = shown.map((child) => datumOf(child, wholeNano, slots));
  const small = frame.children.filter((child) => child.totalNano < wholeNano * LEAST_SHARE);
  return {
    name: frame.spanCount > 1 ? `${label} ×${formatCount(frame.spanCount)}` : label,
    value: frame.selfNano,
    color: frame.service === null ? "var(--track)" : `var(--svc-${slots.get(frame.service)})`,
    title: () => {
      const failed = frame.errorCount > 0 ? `, ${formatCount(frame.errorCount)} failed` : "";
      return `${label}: ${formatDuration(frame.totalNano)} (${formatRatio(frame.totalNano / wholeNano)}), ${formatDuration(frame.selfNano)} its own, ${formatCountOf(frame.spanCount, "span")}${failed}`;
    },
    children: small.length > 0 ? [...children, smallDatum(small)] : children,
  };
}

function smallDatum(frames: readonly FlameFrame[]): FlameDatum {
  const nano = frames.reduce((sum, frame) => sum + frame.totalNano, 0);
  const name = `${formatCountOf(frames.length, "small operation")}`;
  return {
    name,
    value: nano,
    color: "var(--track)",
    title: () => `${name}, each below ${formatRatio(LEAST_SHARE)} of the trace: ${formatDuration(nano)} together`,
    children: [],
  };
}
