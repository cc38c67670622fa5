/**
 * A scene as cytoscape's elements: adds what is new, takes away what is gone, writes onto what differs, moves what stands elsewhere.
 * Nothing else is touched, so that a step of the clock costs what it changes.
 */
import type { Core, NodeSingular } from "cytoscape";
import { bendStyle, differs } from "./lineBends.ts";
import type { Route } from "./routeLine.ts";
import { type Box, centreOf, PLAIN_FROM_LINES, type Rect, type Scene } from "./scene.ts";

export const MOVE_MS = 140;
const OUTERMOST = -9;

export function syncBoxes(cy: Core, before: Scene, { boxes, places }: Scene): void {
  const known = new Map(before.boxes.map((box) => [box.id, box]));
  const here = new Set(boxes.map(({ id }) => id));
  for (const id of known.keys()) if (!here.has(id)) cy.getElementById(id).remove();
  const depths = new Map<string, number>();
  for (const box of boxes) {
    const depth = box.parent === null ? OUTERMOST : (depths.get(box.parent) ?? OUTERMOST) + 1;
    depths.set(box.id, depth);
    const rect = places.get(box.id) ?? { x: 0, y: 0, w: box.w, h: box.h };
    const data = { id: box.id, kind: box.kind, tone: box.tone, w: rect.w, h: rect.h, depth };
    const element = cy.getElementById(box.id);
    if (element.empty()) addBox(cy, box, data, centreOf(rect));
    else {
      if (changes(known.get(box.id), before.places.get(box.id), box, rect)) element.data(data);
      if (before.places !== places) move(element as NodeSingular, centreOf(rect));
    }
  }
}

function addBox(cy: Core, { movable }: Box, data: object, position: { x: number; y: number }): void {
  cy.add({ group: "nodes", data, position, grabbable: movable, pannable: !movable });
}

const changes = (old: Box | undefined, oldRect: Rect | undefined, box: Box, rect: Rect) =>
  old?.tone !== box.tone || old.kind !== box.kind || oldRect?.w !== rect.w || oldRect?.h !== rect.h;

/** Whoever asked their system for less motion sees things jump. */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function move(element: NodeSingular, to: { x: number; y: number }): void {
  const { x, y } = element.position();
  if (Math.abs(x - to.x) < 0.5 && Math.abs(y - to.y) < 0.5) return;
  if (isStill()) element.position(to);
  else element.stop().animate({ position: to }, { duration: MOVE_MS, easing: "ease-out" });
}

/** Very many lines are no elements: they are painted as one (./lineField.ts). */
export const isField = ({ lines }: Scene) => lines.length > PLAIN_FROM_LINES;

/** `courses`: those of lines that run otherwise than before, or all of them. */
export function syncLines(cy: Core, before: Scene, scene: Scene, courses: ReadonlyMap<string, Route>): void {
  const lines = isField(scene) ? [] : scene.lines;
  const known = new Map((isField(before) ? [] : before.lines).map((line) => [line.id, line]));
  const here = new Set(lines.map(({ id }) => id));
  for (const id of known.keys()) if (!here.has(id)) cy.getElementById(`line:${id}`).remove();
  for (const line of lines) {
    const { id, from, to, ...look } = line;
    const data = { id: `line:${id}`, source: from, target: to, ...look };
    const old = known.get(id);
    // Taking a box away takes its lines along, also those that are drawn to the box that comes back in its place.
    const isNew = !old || cy.getElementById(`line:${id}`).empty();
    if (isNew) cy.add({ group: "edges", data });
    else if (differs(old, line)) cy.getElementById(`line:${id}`).data(look);
    const [start, end, course] = [scene.places.get(from), scene.places.get(to), courses.get(id)];
    if (start && end && course) cy.getElementById(`line:${id}`).style(bendStyle(start, end, course) as never);
  }
}
