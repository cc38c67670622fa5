/** Compares two screenshots as a browser sees them. */
import type { Page } from "@playwright/test";

/** Edges of one shape are smoothed a shade differently now and then: levels of 255 by which nobody tells them apart. */
const TOLERATED = 6;

/** How many pixels differ; all of them when the sizes do. `page` lends its decoder. */
export function differingPixels(page: Page, one: Buffer, other: Buffer): Promise<number> {
  return page.evaluate(
    async ({ pictures, tolerated }) => {
      const read = async (base64: string) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        if (!context) throw new Error("this browser has no canvas");
        context.drawImage(bitmap, 0, 0);
        return context.getImageData(0, 0, bitmap.width, bitmap.height);
      };
      const [a, b] = await Promise.all(pictures.map(read));
      if (!a || !b || a.width !== b.width || a.height !== b.height) return (a?.width ?? 0) * (a?.height ?? 0);
      let differing = 0;
      for (let i = 0; i < a.data.length; i += 4) {
        const isSame = [0, 1, 2].every((at) => Math.abs((a.data[i + at] ?? 0) - (b.data[i + at] ?? 0)) <= tolerated);
        if (!isSame) differing++;
      }
      return differing;
    },
    { pictures: [one.toString("base64"), other.toString("base64")], tolerated: TOLERATED },
  );
}
