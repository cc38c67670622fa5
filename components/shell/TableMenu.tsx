"use client";
/** What one can do with a table: choose its columns, take it along as CSV. Loaded on demand; opens as it mounts. */
import { Check, Download, Settings2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { GUTTER_BUTTON } from "./CsvButton.tsx";
import type { TableMenuProps } from "./TableMenuButton.tsx";

export function TableMenu({ label, columns, hidden, hide, download }: TableMenuProps) {
  const toggle = (id: string) => hide(hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id]);
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger className={GUTTER_BUTTON} aria-label={`Columns and CSV of ${label}`}>
        <Settings2 size={12} strokeWidth={1.75} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className="float z-50 min-w-44 p-1">
          <DropdownMenu.Label className="px-[9px] py-1 text-11 text-ink-3">Columns</DropdownMenu.Label>
          {columns.slice(1).map(({ id, head }) => (
            <DropdownMenu.CheckboxItem
              key={id}
              className="menu-item"
              checked={!hidden.includes(id)}
              onCheckedChange={() => toggle(id)}
              onSelect={(event) => event.preventDefault()}
            >
              <span className="flex-1">{head}</span>
              {!hidden.includes(id) && <Check size={14} aria-hidden="true" />}
            </DropdownMenu.CheckboxItem>
          ))}
          <DropdownMenu.Separator className="my-1 border-line border-t" />
          <DropdownMenu.Item className="menu-item" onSelect={download}>
            <span className="flex-1">Download as CSV</span>
            <Download size={14} strokeWidth={1.6} aria-hidden="true" />
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
