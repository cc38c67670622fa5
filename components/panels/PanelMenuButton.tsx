"use client";
/** The way to a panel's menu, whose code comes when it is first wanted. */
import { MoreHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { PanelQuery } from "./panelSpec.ts";

export interface PanelMenuProps {
  readonly title: string;
  readonly isFull: boolean;
  readonly toggleFull?: () => void;
  readonly hasTable: boolean;
  readonly toggleTable?: () => void;
  readonly copy: () => void;
  /** To go on from in Explore. */
  readonly queries: readonly PanelQuery[];
  readonly png?: () => void;
  readonly csv?: () => void;
}

export const MENU_BUTTON =
  "grid size-6 flex-none place-items-center rounded-3 text-ink-3 hover:bg-raised hover:text-ink";

const load = () => import("./PanelMenu.tsx").then(({ PanelMenu }) => ({ default: PanelMenu }));
const PanelMenu = lazy(load);

export function PanelMenuButton(props: PanelMenuProps) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      className={MENU_BUTTON}
      aria-label={`What to do with ${props.title}`}
      aria-haspopup="menu"
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    >
      <MoreHorizontal size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
  return isWanted ? (
    <Suspense fallback={button}>
      <PanelMenu {...props} />
    </Suspense>
  ) : (
    button
  );
}
