"use client";
/** The left edge of a column, to drag: the column takes what it is given from the one that fills the rest. Arrows do it too, Home resets. */
import { type KeyboardEvent, useRef } from "react";

interface ColumnEdgeProps {
  /** The column's name, as in "Start". */
  readonly name: string;
  readonly width: number;
  readonly resize: (px: number) => void;
  readonly reset: () => void;
}

const KEY_STEP_PX = 16;

export function ColumnEdge({ name, width, resize, reset }: ColumnEdgeProps) {
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") resize(width + KEY_STEP_PX);
    else if (event.key === "ArrowRight") resize(width - KEY_STEP_PX);
    else if (event.key === "Home") reset();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that is dragged is a control, which hr is not.
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${name}`}
      aria-valuenow={width}
      tabIndex={0}
      title="Drag to resize, double click to reset"
      className="-translate-x-1/2 absolute top-1 bottom-1 left-0 w-2 cursor-col-resize touch-none rounded-3 border-transparent border-x-[3px] bg-clip-padding hover:bg-line-strong focus-visible:bg-accent max-[1000px]:hidden"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => from.current && resize(from.current.width + from.current.x - event.clientX)}
      onPointerUp={() => {
        from.current = null;
      }}
      onPointerCancel={() => {
        from.current = null;
      }}
      onDoubleClick={reset}
      onKeyDown={onKeyDown}
    />
  );
}
