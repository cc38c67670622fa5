"use client";
/** What stands over the picture: how much of the system it draws, and its buttons: nearer, further, all of it, pins loosened. */
import { Maximize, Minus, PinOff, Plus } from "lucide-react";
import type { RefObject } from "react";
import type { Folding } from "../../server/analysis/graph/folding.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import type { GraphHandle } from "../graph/SystemMap.tsx";
import type { MapState } from "./useMapState.ts";

interface MapControlsProps {
  readonly folding: Folding;
  readonly handle: RefObject<GraphHandle | null>;
  readonly state: MapState;
}

export function MapControls({ folding, handle, state }: MapControlsProps) {
  const { boxes, hidden, folded } = folding;
  const zoom = 1.35;
  return (
    <>
      <p
        className="num pointer-events-none absolute top-0 right-(--pad) z-10 rounded-4 bg-canvas px-1.5 text-12 text-ink-3"
        data-testid="map-count"
      >
        {formatCountOf(boxes - folded.size, "box", "boxes")} drawn
        {hidden > 0 && `, ${formatCount(hidden)} more folded in ${formatCountOf(folded.size, "group")}`}
      </p>
      <div className="absolute bottom-3 left-(--pad) z-10 flex rounded-6 border border-line-strong bg-surface">
        <button
          type="button"
          className="icon-btn"
          aria-label="Nearer"
          title="Nearer  +"
          onClick={() => handle.current?.zoomBy(zoom)}
        >
          <Plus size={14} strokeWidth={1.6} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-btn"
          aria-label="Further"
          title="Further  -"
          onClick={() => handle.current?.zoomBy(1 / zoom)}
        >
          <Minus size={14} strokeWidth={1.6} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-btn"
          aria-label="All of it"
          title="All of it  0"
          onClick={() => handle.current?.fit()}
        >
          <Maximize size={13} strokeWidth={1.6} aria-hidden="true" />
        </button>
        {state.pins.length > 0 && (
          <button
            type="button"
            className="icon-btn"
            aria-label="Loosen all pins"
            title="Loosen all pins"
            onClick={() => void state.change({ pins: null })}
          >
            <PinOff size={13} strokeWidth={1.6} aria-hidden="true" />
          </button>
        )}
      </div>
    </>
  );
}
