/**
 * Moving a great picture instead of drawing it anew: while it is dragged, what is drawn already is shifted as a whole, and drawn anew when
 * the drag rests or has gone far. Wraps the one method by which cytoscape's renderer draws.
 */
import type { Core } from "cytoscape";

/** So much of the view may lie open at an edge before it is drawn anew. */
const MOST_OPEN = 0.4;

interface Renderer {
  render(options: unknown): void;
}

export class Slide {
  /** True while a great picture is dragged. */
  isOn = false;
  private drawn = { x: 0, y: 0 };

  constructor(
    private readonly cy: Core,
    private readonly moved: HTMLElement,
  ) {
    const renderer = (cy as unknown as { renderer(): Renderer }).renderer();
    const render = renderer.render.bind(renderer);
    renderer.render = (options) => {
      if (this.isOn && this.shift()) return;
      this.rest();
      render(options);
    };
  }

  /** Back in place; whoever calls draws next. */
  rest(): void {
    const { x, y } = this.cy.pan();
    this.drawn = { x, y };
    if (this.moved.style.transform !== "") this.moved.style.transform = "";
  }

  private shift(): boolean {
    const { x, y } = this.cy.pan();
    const [dx, dy] = [x - this.drawn.x, y - this.drawn.y];
    if (Math.abs(dx) > MOST_OPEN * this.cy.width() || Math.abs(dy) > MOST_OPEN * this.cy.height()) return false;
    this.moved.style.transform = `translate(${dx}px, ${dy}px)`;
    return true;
  }
}
