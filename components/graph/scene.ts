/**
 * What a graph's canvas draws, as plain data: boxes (nodes, folded groups, frames of open groups) and lines between them. Who fills it
 * knows what things mean; who draws it does not. Pixels of the scene at zoom 1; colours are CSS variables.
 */
import type { StatusKind } from "../charts/Status.tsx";

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}
export type Tone = "quiet" | "warn" | "fail" | "accent";

export interface Chip {
  readonly color: string;
  readonly status: StatusKind;
}
export interface Box {
  readonly id: string;
  readonly kind: "node" | "folded" | "frame";
  /** The frame it stands in. */
  readonly parent: string | null;
  readonly w: number;
  readonly h: number;
  readonly title: string;
  /** After the title, quieter. */
  readonly aside: string;
  readonly status: StatusKind | null;
  /** Colour of the stripe; null for none. */
  readonly stripe: string | null;
  /** Second line of a node, foot of a folded group, right end of a frame's title. */
  readonly note: string;
  readonly tone: Tone;
  /** A colour of the outline that tells a value, as one signal among all; null: by `tone`. */
  readonly edge: string | null;
  /** Members of a folded group; `more` are not drawn. */
  readonly chips: readonly Chip[];
  readonly more: number;
  /** At the upper right corner, as in "±3"; null for none. */
  readonly badge: string | null;
  /** 1 is here; less is faded. */
  readonly alpha: number;
  readonly pinned: boolean;
  /** A person may move it. */
  readonly movable: boolean;
  /** Spoken: name, status and numbers. */
  readonly spoken: string;
}
export interface Line {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly width: number;
  readonly tone: Tone;
  readonly dashed: boolean;
  readonly label: string;
  readonly alpha: number;
}
export type Target = { readonly kind: "box" | "line"; readonly id: string };

export interface Scene {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly places: ReadonlyMap<string, Rect>;
  readonly selected: Target | null;
}

/** More lines than this are drawn plainly: straight, without heads. */
export const PLAIN_FROM_LINES = 400;

export const centreOf = ({ x, y, w, h }: Rect) => ({ x: x + w / 2, y: y + h / 2 });

/** The smallest rectangle around all; null for none. */
export function boundsOf(rects: Iterable<Rect>): Rect | null {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1e12, -1e12];
  for (const { x, y, w, h } of rects) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + w);
    bottom = Math.max(bottom, y + h);
  }
  return right < left ? null : { x: left, y: top, w: right - left, h: bottom - top };
}
