/**
 * cytoscape's style sheet: it draws frames and lines, and feels for boxes, which are painted above it (./paintBoxes.ts), as the words of lines are (./paintLabels.ts). Made anew when
 * the theme changes.
 */
import { type Colors, frameColors } from "./paintBoxes.ts";
import type { Tone } from "./scene.ts";

const TONES: readonly Tone[] = ["quiet", "warn", "fail", "accent"];
export const LINE_COLORS: Readonly<Record<Tone, string>> = {
  quiet: "var(--line-control)",
  warn: "var(--warn-fill)",
  fail: "var(--fail-fill)",
  accent: "var(--accent)",
};
export const LABEL_COLORS: Readonly<Record<Tone, string>> = {
  quiet: "var(--text-3)",
  warn: "var(--warn)",
  fail: "var(--fail)",
  accent: "var(--accent)",
};
export const DASH = [6, 4] as const;
const MOVE_MS = 140;

/** Words on lines grow when one looks from further away, in a few steps. */
export const labelSize = (zoom: number) => (zoom >= 0.85 ? 12 : zoom >= 0.65 ? 15 : 19);

const LINE_STYLE = {
  "curve-style": "unbundled-bezier",
  "edge-distances": "node-position",
  width: "data(width)",
  opacity: "data(alpha)",
  "target-arrow-shape": "triangle",
  "arrow-scale": 0.85,
  "target-distance-from-node": 1,
  "overlay-opacity": 0,
  "underlay-padding": 4,
  "z-index-compare": "manual",
  "transition-property": "opacity",
  "transition-duration": MOVE_MS,
} as const;

export function graphStyle(colors: Colors) {
  return [
    {
      selector: "node",
      style: {
        shape: "round-rectangle",
        width: "data(w)",
        height: "data(h)",
        "background-opacity": 0,
        "border-width": 0,
        "overlay-opacity": 0,
        "z-index-compare": "manual",
        "z-index": 3,
      },
    },
    ...TONES.map((tone) => ({
      selector: `node[kind="frame"][tone="${tone}"]`,
      style: {
        "background-color": colors(frameColors(tone).fill),
        "background-opacity": 0.55,
        "border-width": 1,
        "border-color": colors(frameColors(tone).edge),
        "border-opacity": 0.85,
        "corner-radius": "7",
        "z-index": "data(depth)",
      },
    })),
    { selector: "edge", style: LINE_STYLE },
    ...TONES.map((tone) => ({
      selector: `edge[tone="${tone}"]`,
      style: {
        "line-color": colors(LINE_COLORS[tone]),
        "target-arrow-color": colors(LINE_COLORS[tone]),
        "z-index": tone === "quiet" ? 1 : 2,
      },
    })),
    { selector: "edge[?dashed]", style: { "line-style": "dashed", "line-dash-pattern": [...DASH] } },
    {
      selector: "edge.selected",
      style: { "underlay-color": colors("var(--accent)"), "underlay-opacity": 0.22, "underlay-padding": 6 },
    },
  ];
}
