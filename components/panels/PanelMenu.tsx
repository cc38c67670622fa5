"use client";
/** What one can do with a panel. Loaded on demand; opens as it mounts. */
import {
  Check,
  Copy,
  Download,
  History,
  Image,
  Maximize2,
  Minimize2,
  MoreHorizontal,
  SquareTerminal,
  Table2,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { useGo } from "../shell/useGo.ts";
import { exploreHref } from "../state/exploreLink.ts";
import { MENU_BUTTON, type PanelMenuProps } from "./PanelMenuButton.tsx";
import { COMPARES, useCompare } from "./useCompare.ts";

export function PanelMenu({
  title,
  isFull,
  toggleFull,
  hasTable,
  toggleTable,
  copy,
  queries,
  png,
  csv,
}: PanelMenuProps) {
  const { compare, setCompare } = useCompare();
  const go = useGo();
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger className={MENU_BUTTON} aria-label={`What to do with ${title}`}>
        <MoreHorizontal size={14} strokeWidth={1.75} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className="float z-50 min-w-56 p-1">
          {toggleFull && (
            <Item run={toggleFull} icon={isFull ? <Minimize2 size={14} /> : <Maximize2 size={14} />}>
              {isFull ? "Back to the page" : "Full screen"}
            </Item>
          )}
          {toggleTable && (
            <Item run={toggleTable} icon={<Table2 size={14} />}>
              {hasTable ? "Hide the series table" : "Series table"}
            </Item>
          )}
          <Item run={copy} icon={<Copy size={14} />}>
            Copy as PromQL
          </Item>
          <Item
            run={() => go(exploreHref(queries.filter(({ role }) => role !== "band")))}
            icon={<SquareTerminal size={14} />}
          >
            Open in Explore
          </Item>
          {png && (
            <Item run={png} icon={<Image size={14} />}>
              Save as PNG
            </Item>
          )}
          {csv && (
            <Item run={csv} icon={<Download size={14} />}>
              Save as CSV
            </Item>
          )}
          <DropdownMenu.Separator className="my-1 border-line border-t" />
          <DropdownMenu.Label className="px-[9px] py-1 text-11 text-ink-3">Compare the page with</DropdownMenu.Label>
          {COMPARES.map(({ id, title: words }) => (
            <Item
              key={id}
              run={() => setCompare(compare?.id === id ? null : id)}
              icon={compare?.id === id ? <Check size={14} /> : <History size={14} />}
            >
              {words}
            </Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ run, icon, children }: { run: () => void; icon: ReactNode; children: ReactNode }) {
  return (
    <DropdownMenu.Item className="menu-item" onSelect={run}>
      {icon}
      <span className="flex-1">{children}</span>
    </DropdownMenu.Item>
  );
}
