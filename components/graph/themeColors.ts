/** Values of colour variables in the theme in force, read once each: a canvas knows no variables. */
import type { Colors } from "./paintBoxes.ts";

export class ThemeColors {
  private readonly values = new Map<string, string>();

  readonly of: Colors = (color) => {
    const known = this.values.get(color);
    if (known !== undefined) return known;
    const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
    const value = name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : color;
    this.values.set(color, value);
    return value;
  };

  /** The theme is another. */
  forget(): void {
    this.values.clear();
  }
}
