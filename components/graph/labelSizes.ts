/** Has the words on lines styled anew when one looks from so far away, or so near, that they are of another size (./graphStyle.ts). */
import type { Core } from "cytoscape";
import { isField } from "./graphElements.ts";
import { labelSize } from "./graphStyle.ts";
import type { Scene } from "./scene.ts";

export class LabelSizes {
  private size = 0;

  follow(cy: Core, scene: Scene): void {
    const size = labelSize(cy.zoom());
    if (size === this.size) return;
    this.size = size;
    if (!isField(scene) && scene.lines.some(({ label }) => label !== "")) cy.style().update();
  }
}
