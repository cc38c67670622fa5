"use client";
/** Finds a node by its name and goes there: type, arrow down, Enter. */
import { Search } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { Status } from "../charts/Status.tsx";
import { shownText } from "../format/shownText.ts";
import { STATUS_OF } from "../graph/mapWords.ts";
import { findNodes } from "./mapView.ts";

interface MapSearchProps {
  readonly graph: MapGraph;
  readonly text: string;
  readonly change: (text: string) => void;
  readonly go: (id: string) => void;
}

export function MapSearch({ graph, text, change, go }: MapSearchProps) {
  const [isOpen, setOpen] = useState(false);
  const [row, setRow] = useState(0);
  const list = useId();
  const found = isOpen ? findNodes(graph, text) : [];
  const take = (id: string | undefined) => {
    if (id === undefined) return;
    setOpen(false);
    go(id);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown") setRow(Math.min(row + 1, found.length - 1));
    else if (event.key === "ArrowUp") setRow(Math.max(row - 1, 0));
    else if (event.key === "Enter") take(found[row]?.id);
    else if (event.key === "Escape") event.currentTarget.blur();
    else return;
    event.preventDefault();
  };
  return (
    <div className="relative phone:w-full">
      <Search size={13} strokeWidth={1.6} aria-hidden="true" className="absolute top-[8px] left-2.5 text-ink-3" />
      <input
        type="search"
        data-page-search
        role="combobox"
        aria-label="Find in the map"
        aria-expanded={found.length > 0}
        aria-controls={list}
        placeholder="Find in the map"
        value={text}
        className="field w-48 pl-7.5 phone:w-full"
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          setRow(0);
          setOpen(true);
          change(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      {isOpen && text.trim() !== "" && (
        <div className="float absolute top-8 left-0 z-30 w-72 p-1">
          <div id={list} role="listbox" aria-label="Found" hidden={found.length === 0}>
            {found.map((node, i) => (
              <div
                key={node.id}
                role="option"
                aria-selected={i === row}
                tabIndex={-1}
                className="menu-item"
                data-selected={i === row}
                onPointerDown={(event) => {
                  event.preventDefault();
                  take(node.id);
                }}
              >
                <Status kind={STATUS_OF[node.health]} size={10} />
                <span className="min-w-0 flex-1 truncate">{shownText(node.name)}</span>
                {node.region && <span className="text-12 text-ink-3">{node.region}</span>}
              </div>
            ))}
          </div>
          {found.length === 0 && <p className="px-2 py-1.5 text-12 text-ink-3">Nothing of this name here.</p>}
        </div>
      )}
    </div>
  );
}
