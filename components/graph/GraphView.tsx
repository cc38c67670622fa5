"use client";
/**
 * A graph on the page: loads the drawing (./graphCanvas.ts, with cytoscape) when it is needed, hands it each scene, follows the size of
 * its place. Beside the picture a list of the same boxes, for those who do not see it.
 */
import { type RefObject, useEffect, useImperativeHandle, useRef, useState } from "react";
import { GraphTwin } from "./GraphTwin.tsx";
import type { GraphCanvas, GraphEvents } from "./graphCanvas.ts";
import { Minimap } from "./Minimap.tsx";
import type { Rect, Scene } from "./scene.ts";

/** Once the page is there: nobody waits for it at first paint. */
const load = () => import("./graphCanvas.ts").then((module) => module.GraphCanvas);

export interface GraphHandle {
  fit(): void;
  zoomBy(factor: number): void;
  lookAtBox(id: string): void;
  save(name: string, kind: "png" | "svg"): void;
}
interface GraphViewProps extends Omit<GraphEvents, "seen"> {
  readonly scene: Scene;
  /** Another value looks at the whole again. */
  readonly fitKey: string;
  readonly handle?: RefObject<GraphHandle | null>;
  /** Spoken name of the picture. */
  readonly label: string;
  readonly minimap?: boolean;
}

export function GraphView({ scene, fitKey, handle, label, minimap = true, select, open, moved }: GraphViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const [canvas, setCanvas] = useState<GraphCanvas | null>(null);
  const [view, setView] = useState<Rect | null>(null);
  const fitted = useRef<string | null>(null);
  const events = useRef({ select, open, moved });
  events.current = { select, open, moved };

  useEffect(() => {
    let made: GraphCanvas | null = null;
    let gone = false;
    void load().then((Canvas) => {
      if (gone || !host.current) return;
      made = new Canvas(host.current, {
        select: (target) => events.current.select(target),
        open: (id) => events.current.open(id),
        moved: (id, x, y) => events.current.moved(id, x, y),
        seen: setView,
      });
      setCanvas(made);
    });
    return () => {
      gone = true;
      made?.destroy();
    };
  }, []);
  useEffect(() => {
    if (!canvas || !host.current) return;
    const observer = new ResizeObserver(() => canvas.resize());
    observer.observe(host.current);
    return () => observer.disconnect();
  }, [canvas]);
  useEffect(() => {
    if (!canvas) return;
    canvas.show(scene, fitted.current !== fitKey);
    fitted.current = fitKey;
  }, [canvas, scene, fitKey]);
  useImperativeHandle(
    handle,
    () => ({
      fit: () => canvas?.fit(),
      zoomBy: (factor) => canvas?.zoomBy(factor),
      lookAtBox: (id) => canvas?.lookAtBox(id),
      save: (name, kind) => canvas?.save(name, kind),
    }),
    [canvas],
  );
  return (
    <div className="absolute inset-0 overflow-hidden">
      <div ref={host} aria-hidden="true" data-graph={canvas ? "drawn" : "loading"} className="absolute inset-0" />
      <GraphTwin label={label} boxes={scene.boxes} selected={scene.selected} select={select} open={open} />
      {minimap && canvas && view && <Minimap scene={scene} view={view} lookAt={(point) => canvas.lookAt(point)} />}
    </div>
  );
}
