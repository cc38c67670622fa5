"use client";
/** The other pages, from the breadcrumb's arrow. Loaded on demand; opens as it mounts. */
import { ChevronDown } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { DESTINATIONS } from "./destinations.ts";
import { useGo } from "./useGo.ts";

export function PageMenu() {
  const go = useGo();
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger
        aria-label="Other pages"
        className="phone:hidden -ml-1 rounded p-0.5 text-ink-3 hover:text-ink"
      >
        <ChevronDown size={12} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={6} className="float z-50 min-w-40 p-1">
          {DESTINATIONS.map(({ name, href, icon: Icon, key }) => (
            <DropdownMenu.Item key={href} onSelect={() => go(href)} className="menu-item">
              <Icon size={15} strokeWidth={1.5} aria-hidden="true" />
              <span className="flex-1">{name}</span>
              <kbd className="kbd">g {key}</kbd>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
