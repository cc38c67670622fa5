/**
 * The only file that runs cytoscape (./graphElements.ts has its types): it keeps the elements, the view and the hands (pan, zoom, pinch, drag, click), draws frames and
 * lines, and moves boxes. The boxes themselves are painted on a canvas above it that follows each of its renderings. Load lazily.
 *
 * What changes at every step of the clock (colours, widths, words) is written onto the elements that differ; places change only when
 * `show` is given others, and then move within MOVE_MS.
 */
import cytoscape, { type Core, type EventObject, type NodeSingular } from "cytoscape";
import { BoxLayer } from "./boxLayer.ts";
import { saveDrawing } from "./exportScene.ts";
import { isField, isStill, MOVE_MS, syncBoxes, syncLines } from "./graphElements.ts";
import { graphStyle } from "./graphStyle.ts";
import { viewOfAll } from "./lineBends.ts";
import { LineCourses } from "./lineCourses.ts";
import { LineField } from "./lineField.ts";
import { centreOf, type Rect, type Scene, type Target } from "./scene.ts";
import { Slide } from "./slide.ts";
import { ThemeColors } from "./themeColors.ts";

export interface GraphEvents {
  select(target: Target | null): void;
  /** Double click. */
  open(id: string): void;
  /** Dragged there: its new upper left corner. */
  moved(id: string, x: number, y: number): void;
  /** What is in sight, in pixels of the scene. */
  seen(view: Rect, zoom: number): void;
}

const FIT_PADDING = 30;
/** So long after its last move the view stands. */
const REST_MS = 120;
const NEAREST_ZOOM = 2.5;
const FURTHEST_ZOOM = 0.03;
/** A small graph is not blown up to fill the page. */
const FIT_ZOOM = 1.12;
const READ_ZOOM = 0.8;

export class GraphCanvas {
  private readonly cy: Core;
  private readonly layer: BoxLayer;
  private readonly slide: Slide;
  private readonly theme: MutationObserver;
  private readonly theming = new ThemeColors();
  private readonly colors = this.theming.of;
  private scene: Scene = { boxes: [], lines: [], places: new Map(), selected: null };
  private hovered: string | null = null;
  private touched = false;
  /** Looked at as soon as it is there. */
  private awaited: string | null = null;
  private waiting = 0;
  private readonly courses = new LineCourses();
  private readonly lines = new LineField();
  private isMoving = false;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: HTMLElement,
    private readonly events: GraphEvents,
  ) {
    const inner = document.createElement("div");
    inner.style.cssText = "position:absolute;inset:0";
    const moved = document.createElement("div");
    moved.style.cssText = "position:absolute;inset:0;will-change:transform";
    moved.append(inner);
    host.append(moved);
    this.layer = new BoxLayer(moved, this.colors);
    this.cy = cytoscape({
      container: inner,
      style: graphStyle(this.colors) as never,
      layout: { name: "preset" },
      minZoom: FURTHEST_ZOOM,
      maxZoom: NEAREST_ZOOM,
      boxSelectionEnabled: false,
      autounselectify: true,
    });
    this.slide = new Slide(this.cy, moved);
    this.listen();
    this.theme = new MutationObserver(() => this.retheme());
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    void document.fonts.ready.then(() => this.paint());
  }

  destroy(): void {
    this.theme.disconnect();
    cancelAnimationFrame(this.waiting);
    clearTimeout(this.rest);
    this.cy.destroy();
    this.host.replaceChildren();
  }

  /** Draws a scene; `refit` looks at all of it, as after another grouping. A view that nobody touched keeps all in sight. */
  show(scene: Scene, refit: boolean): void {
    const before = this.scene;
    this.scene = scene;
    const placed = before.places !== scene.places;
    const rerouted = this.courses.follow(scene);
    this.cy.batch(() => {
      syncBoxes(this.cy, before, scene);
      syncLines(this.cy, before, scene, rerouted);
    });
    if (isField(scene) && (placed || before.lines !== scene.lines)) this.lines.set(scene.lines, scene.places);
    this.host.dataset.boxes = String(scene.boxes.length);
    this.layer.forget(new Set(scene.boxes.map(({ id }) => id)));
    this.mark(before.selected, scene.selected);
    if (refit) this.touched = false;
    if (placed && !this.touched) this.fit(before.boxes.length > 0);
    if (this.awaited !== null) this.lookAtBox(this.awaited);
    this.paintSoon();
  }

  fit(animated = true): void {
    this.touched = false;
    const rects = this.scene.boxes.flatMap(({ id, parent }) =>
      parent === null ? (this.scene.places.get(id) ?? []) : [],
    );
    const view = viewOfAll(rects, this.cy.width(), this.cy.height(), FIT_ZOOM, FIT_PADDING);
    if (view) this.look(view.zoom, view.pan, animated);
  }

  zoomBy(factor: number): void {
    this.touched = true;
    const middle = { x: this.cy.width() / 2, y: this.cy.height() / 2 };
    const level = Math.min(NEAREST_ZOOM, Math.max(FURTHEST_ZOOM, this.cy.zoom() * factor));
    this.cy.zoom({ level, renderedPosition: middle });
  }

  /** Brings a point of the scene into the middle; nearer where one could not read it. */
  lookAt({ x, y }: { x: number; y: number }, nearest = 0): void {
    this.touched = true;
    const zoom = Math.max(this.cy.zoom(), nearest);
    this.look(zoom, { x: this.cy.width() / 2 - x * zoom, y: this.cy.height() / 2 - y * zoom }, nearest > 0);
  }
  lookAtBox(id: string): void {
    const rect = this.scene.places.get(id);
    this.awaited = rect ? null : id;
    if (rect) this.lookAt(centreOf(rect), READ_ZOOM);
  }
  resize(): void {
    this.cy.resize();
    if (!this.touched) this.fit(false);
  }

  save(name: string, kind: "png" | "svg"): void {
    const { boxes, lines } = this.scene;
    const { routes, spots } = this.courses;
    void saveDrawing({ boxes, lines, rectOf: (id) => this.rectOf(id), routes, spots, colors: this.colors }, name, kind);
  }

  private look(zoom: number, pan: { x: number; y: number }, animated: boolean): void {
    if (animated && !isStill()) this.cy.stop().animate({ zoom, pan }, { duration: MOVE_MS, easing: "ease-out" });
    else this.cy.viewport({ zoom, pan });
  }

  private retheme(): void {
    this.theming.forget();
    this.cy.style(graphStyle(this.colors) as never);
    this.paintSoon();
  }

  private listen(): void {
    const { cy } = this;
    const targetOf = ({ target }: EventObject): Target | null =>
      target === cy ? null : { kind: target.isNode() ? "box" : "line", id: String(target.id()).replace(/^line:/, "") };
    cy.on("tap", (event) => this.events.select(targetOf(event)));
    cy.on("dbltap", "node", (event) => this.events.open(String(event.target.id())));
    cy.on("mouseover", "node, edge", (event) => this.hover(targetOf(event)));
    cy.on("mouseout", "node, edge", () => this.hover(null));
    cy.on("dragpan", () => this.movesOn(isField(this.scene)));
    cy.on("scrollzoom pinchzoom", () => this.movesOn(false));
    cy.on("drag", "node", ({ target }) => this.courses.bend(this.scene, target, (id) => this.rectOf(id)));
    cy.on("dragfree", "node", (event) => {
      const { x, y, w } = this.rectOf(event.target.id()) ?? { x: 0, y: 0, w: 0 };
      if (w > 0) this.events.moved(event.target.id(), x, y);
    });
    cy.on("viewport", () => {
      const { x1, y1, w, h } = cy.extent();
      this.events.seen({ x: x1, y: y1, w, h }, cy.zoom());
    });
    cy.on("render", () => this.paint());
  }

  /** Somebody moves the view; `slides`: as a whole picture. */
  private movesOn(slides: boolean): void {
    this.touched = true;
    this.isMoving = true;
    this.slide.isOn = slides;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.isMoving = false;
      this.slide.isOn = false;
      this.cy.forceRender();
    }, REST_MS);
  }

  private hover(target: Target | null): void {
    this.hovered = target?.kind === "box" ? target.id : null;
    this.host.style.cursor = target ? "pointer" : "";
    this.host.title = this.scene.boxes.find(({ id }) => id === this.hovered)?.spoken ?? "";
    this.paintSoon();
  }

  private mark(before: Target | null, now: Target | null): void {
    if (before?.kind === "line") this.cy.getElementById(`line:${before.id}`).removeClass("selected");
    if (now?.kind === "line") this.cy.getElementById(`line:${now.id}`).addClass("selected");
  }

  /** Where it is drawn now, also while it moves. */
  private rectOf(id: string): Rect | undefined {
    const node = this.cy.getElementById(id);
    if (node.empty()) return undefined;
    const { x, y } = (node as NodeSingular).position();
    const [w, h] = [Number(node.data("w")), Number(node.data("h"))];
    return { x: x - w / 2, y: y - h / 2, w, h };
  }

  private paintSoon(): void {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    if (this.cy.destroyed() || this.slide.isOn) return;
    const { boxes, selected } = this.scene;
    const view = {
      zoom: this.cy.zoom(),
      pan: this.cy.pan(),
      width: this.cy.width(),
      height: this.cy.height(),
      selected: selected?.kind === "box" ? selected.id : null,
      hovered: this.hovered,
      field: isField(this.scene) ? this.lines : null,
      isMoving: this.isMoving,
      lines: this.scene.lines,
      spots: this.courses.spots,
    };
    if (this.layer.paint(boxes, (id) => this.rectOf(id), view)) this.paintSoon();
  }
}
