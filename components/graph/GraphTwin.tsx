"use client";
/** The drawn boxes as a list for assistive technology, in the same place of the page; a button each, groups with their members beneath. */
import type { Box, Target } from "./scene.ts";

/** Beyond it a list is no help here: list mode is. */
const MOST = 150;

interface GraphTwinProps {
  readonly label: string;
  readonly boxes: readonly Box[];
  readonly selected: Target | null;
  readonly select: (target: Target | null) => void;
  readonly open: (id: string) => void;
}

export function GraphTwin({ label, boxes, selected, select, open }: GraphTwinProps) {
  return (
    <section aria-label={label} className="sr-only">
      <ul>
        {boxes.slice(0, MOST).map((box) => (
          <li key={box.id}>
            <button
              type="button"
              tabIndex={-1}
              aria-pressed={selected?.id === box.id}
              onClick={() => (box.kind === "folded" ? open(box.id) : select({ kind: "box", id: box.id }))}
            >
              {box.spoken}
            </button>
          </li>
        ))}
      </ul>
      {boxes.length > MOST && <p>{boxes.length - MOST} more boxes are in the list.</p>}
    </section>
  );
}
