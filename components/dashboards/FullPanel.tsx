"use client";
/** One panel alone, in place of the page, while `?panel=` names it. Escape or Back returns. */
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import { Panel } from "../panels/Panel.tsx";
import type { PanelSpec } from "../panels/panelSpec.ts";
import { useFullPanel } from "../panels/useFullPanel.ts";
import { useKeys } from "../state/keys.tsx";
import { CompareNote } from "./CompareNote.tsx";

interface FullPanelProps {
  readonly panels: readonly PanelSpec[];
  readonly marks?: readonly TimeMark[];
  /** The page. */
  readonly children: ReactNode;
}

export function FullPanel({ panels, marks, children }: FullPanelProps) {
  const { panelId, close } = useFullPanel();
  const panel = panels.find(({ id }) => id === panelId);
  useKeys([{ keys: "Escape", does: "Back to all panels", run: close }], panel !== undefined);
  if (!panel) return children;
  return (
    <div className="flex min-h-full flex-col">
      <div className="flex h-9 items-center border-line border-b px-(--pad)">
        <button type="button" className="flex items-center gap-1.5 text-12 text-ink-2 hover:text-ink" onClick={close}>
          <ArrowLeft size={13} aria-hidden="true" />
          All panels
          <kbd className="kbd phone:hidden">Esc</kbd>
        </button>
      </div>
      <CompareNote />
      <Panel spec={panel} marks={marks} full />
    </div>
  );
}
