"use client";
/** The whole graph in a corner, and what of it is in sight; shown only while something is out of sight. Press or drag to go there. */
import { type PointerEvent, useEffect, useMemo, useRef } from "react";
import { resolveColors } from "../charts/resolveColors.ts";
import { boundsOf, type Rect, type Scene } from "./scene.ts";

const WIDTH = 168;
const MOST_HEIGHT = 120;
const COLORS = {
  quiet: "var(--line-control)",
  warn: "var(--warn-fill)",
  fail: "var(--fail-fill)",
  accent: "var(--accent)",
};

interface MinimapProps {
  readonly scene: Scene;
  readonly view: Rect;
  readonly lookAt: (point: { x: number; y: number }) => void;
}

interface PictureSize {
  readonly bounds: Rect;
  /** Pixels of the corner for one of the scene. */
  readonly scale: number;
}

/** Mounted only while it is seen, so that it draws as soon as its canvas is there. */
function Picture({ scene: { boxes, places }, bounds, scale }: Pick<MinimapProps, "scene"> & PictureSize) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = canvas.current?.getContext("2d");
    if (!draw) return;
    const colors = resolveColors(COLORS);
    draw.setTransform(1, 0, 0, 1, 0, 0);
    draw.clearRect(0, 0, draw.canvas.width, draw.canvas.height);
    draw.setTransform(2 * scale, 0, 0, 2 * scale, -2 * scale * bounds.x, -2 * scale * bounds.y);
    for (const box of boxes) {
      const rect = places.get(box.id);
      if (!rect) continue;
      if (box.kind === "frame") {
        draw.strokeStyle = colors[box.tone];
        draw.lineWidth = 1 / scale;
        draw.strokeRect(rect.x, rect.y, rect.w, rect.h);
      } else {
        draw.fillStyle = colors[box.tone];
        draw.fillRect(rect.x, rect.y, rect.w, rect.h);
      }
    }
  }, [boxes, places, bounds, scale]);
  const [width, height] = [bounds.w * scale, bounds.h * scale];
  return <canvas ref={canvas} width={Math.ceil(width * 2)} height={Math.ceil(height * 2)} style={{ width, height }} />;
}

export function Minimap({ scene, view, lookAt }: MinimapProps) {
  const { places } = scene;
  const bounds = useMemo(() => boundsOf(places.values()), [places]);
  if (!bounds) return null;
  const scale = Math.min(WIDTH / bounds.w, MOST_HEIGHT / bounds.h);
  const isWhole =
    view.x <= bounds.x &&
    view.y <= bounds.y &&
    view.x + view.w >= bounds.x + bounds.w &&
    view.y + view.h >= bounds.y + bounds.h;
  if (isWhole) return null;
  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    event.currentTarget.setPointerCapture(event.pointerId);
    lookAt({ x: bounds.x + (event.clientX - box.left) / scale, y: bounds.y + (event.clientY - box.top) / scale });
  };
  const [width, height] = [bounds.w * scale, bounds.h * scale];
  return (
    <div
      aria-hidden="true"
      data-minimap=""
      className="phone:hidden absolute right-4 bottom-4 z-10 cursor-pointer overflow-hidden rounded-6 border border-line-strong bg-surface"
      style={{ width: width + 2, height: height + 2 }}
      onPointerDown={go}
      onPointerMove={go}
    >
      <Picture scene={scene} bounds={bounds} scale={scale} />
      <div
        className="pointer-events-none absolute border border-accent bg-accent/10"
        style={{
          left: (view.x - bounds.x) * scale,
          top: (view.y - bounds.y) * scale,
          width: view.w * scale,
          height: view.h * scale,
        }}
      />
    </div>
  );
}
