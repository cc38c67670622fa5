"use client";
/** Waterfall, flame graph or operations; search with next and previous; folding. */
import { ChevronDown, ChevronUp, ListCollapse, Search } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { ServiceName } from "../charts/ServiceName.tsx";
import { formatCount } from "../format/formatNumbers.ts";
import { serviceOf, type TraceModel } from "./traceModel.ts";
import { TRACE_SEARCH_ID } from "./useTraceKeys.ts";
import type { TraceState, TraceTab } from "./useTraceState.ts";
import type { Waterfall } from "./useWaterfall.ts";

const TABS: readonly (readonly [tab: TraceTab, label: string, short: string])[] = [
  ["waterfall", "Waterfall", "Rows"],
  ["replay", "Replay", "Replay"],
  ["flame", "Flame graph", "Flame"],
  ["operations", "Operations", "Table"],
];

interface TraceToolbarProps {
  readonly model: TraceModel;
  readonly state: TraceState;
  readonly waterfall: Waterfall;
}

export function TraceToolbar({ model, state, waterfall }: TraceToolbarProps) {
  return (
    <div className="flex h-9 flex-none items-center gap-2 border-line border-b px-(--pad)">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one control. */}
      <div className="seg flex-none" role="group" aria-label="View">
        {TABS.map(([tab, label, short]) => (
          <button
            key={tab}
            type="button"
            aria-label={label}
            aria-pressed={state.tab === tab}
            onClick={() => state.setTab(tab)}
          >
            <span className="phone:hidden">{label}</span>
            <span className="wide:hidden">{short}</span>
          </button>
        ))}
      </div>
      <span className="flex-1 phone:hidden" />
      {state.tab !== "operations" && <FindField state={state} waterfall={waterfall} />}
      {(state.tab === "waterfall" || state.tab === "replay") && (
        <FoldMenu model={model} state={state} waterfall={waterfall} />
      )}
    </div>
  );
}

function FindField({ state, waterfall }: Pick<TraceToolbarProps, "state" | "waterfall">) {
  const { matches, matchNumber, step } = waterfall;
  return (
    <span className="field flex h-6 w-[250px] items-center gap-1.5 px-2 text-12 phone:w-auto phone:flex-1">
      <Search size={12} className="flex-none text-ink-3" aria-hidden="true" />
      <input
        id={TRACE_SEARCH_ID}
        type="search"
        aria-label="Search in this trace"
        placeholder="Find in this trace  /"
        className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3"
        value={state.find}
        onChange={(event) => state.setFind(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && step(event.shiftKey ? -1 : 1)}
      />
      {state.find !== "" && (
        <>
          <span className="num whitespace-nowrap text-11 text-ink-3" role="status">
            {matches.length === 0 ? "none" : `${matchNumber || "–"} of ${formatCount(matches.length)}`}
          </span>
          <button type="button" aria-label="Previous match" title="Previous (p)" onClick={() => step(-1)}>
            <ChevronUp size={13} />
          </button>
          <button type="button" aria-label="Next match" title="Next (n)" onClick={() => step(1)}>
            <ChevronDown size={13} />
          </button>
        </>
      )}
    </span>
  );
}

function FoldMenu({ model, state, waterfall }: TraceToolbarProps) {
  const service = serviceOf(model, state.selected);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn btn-sm phone:px-1.5" aria-label="Fold">
        <ListCollapse size={13} strokeWidth={1.6} aria-hidden="true" />
        <span className="phone:hidden">Fold</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className="float z-50 min-w-52 p-1">
          <DropdownMenu.Item className="menu-item" onSelect={() => waterfall.fold("all")}>
            Fold everything
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => waterfall.fold("none")}>
            Unfold everything
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => waterfall.fold("below")}>
            <span className="flex-1">Fold or unfold this span</span>
            <kbd className="kbd">←</kbd>
          </DropdownMenu.Item>
          {service && (
            <DropdownMenu.Item className="menu-item" onSelect={() => waterfall.foldService(service)}>
              Fold below every <ServiceName service={service} />
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
