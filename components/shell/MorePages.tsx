"use client";
/** The pages that have no tab on a phone. Loaded on demand; opens as it mounts. */
import { DropdownMenu } from "radix-ui";
import { DESTINATIONS } from "./destinations.ts";
import { MORE_TAB, MoreTab } from "./PhoneTabs.tsx";
import { useGo } from "./useGo.ts";

export function MorePages() {
  const go = useGo();
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger aria-label="More pages" className={MORE_TAB}>
        <MoreTab />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" side="top" sideOffset={6} className="float z-50 min-w-48 p-1">
          {DESTINATIONS.filter(({ tab }) => tab === undefined).map(({ name, href, icon: Icon }) => (
            <DropdownMenu.Item key={href} onSelect={() => go(href)} className="menu-item min-h-10">
              <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
              {name}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
