/**
 * The courses of the lines that are drawn, kept until places or lines are others, and where their words stand, kept until the words are
 * of another length: a step of the clock mostly changes neither.
 */
import type { NodeSingular } from "cytoscape";
import { coursesOf, labelSpots } from "./courses.ts";
import { isField } from "./graphElements.ts";
import { bendStyle } from "./lineBends.ts";
import { type Point, type Route, routeLine } from "./routeLine.ts";
import type { Rect, Scene } from "./scene.ts";

export class LineCourses {
  routes = new Map<string, Route>();
  spots = new Map<string, Point>();
  private places: Scene["places"] | null = null;
  private ids = "";
  private words = "";

  /** Of the lines that run otherwise now: all of them, or none. */
  follow(scene: Scene): ReadonlyMap<string, Route> {
    if (isField(scene)) return this.leave();
    const ids = scene.lines.map(({ id }) => id).join("\n");
    const isOther = this.places !== scene.places || this.ids !== ids;
    if (isOther) this.routes = coursesOf(scene);
    const words = scene.lines.map(({ label }) => label.length).join();
    if (isOther || words !== this.words) this.spots = labelSpots(scene, this.routes);
    [this.places, this.ids, this.words] = [scene.places, ids, words];
    return isOther ? this.routes : NONE;
  }

  /** A box is dragged: its lines follow it by the next way there is, and their words stand on them. */
  bend(scene: Scene, dragged: NodeSingular, rectOf: (id: string) => Rect | undefined): void {
    if (isField(scene)) return;
    const others = scene.boxes.flatMap(({ id, kind }) => (kind === "frame" ? [] : (rectOf(id) ?? [])));
    dragged.connectedEdges().forEach((edge) => {
      const [from, to] = [rectOf(edge.source().id()), rectOf(edge.target().id())];
      if (!from || !to) return;
      const route = routeLine(from, to, others);
      this.routes.set(String(edge.id()).replace(/^line:/, ""), route);
      edge.style(bendStyle(from, to, route) as never);
    });
    this.spots = labelSpots(scene, this.routes);
  }

  private leave(): ReadonlyMap<string, Route> {
    [this.routes, this.spots, this.places] = [new Map(), new Map(), null];
    return NONE;
  }
}
const NONE: ReadonlyMap<string, Route> = new Map();
