"use client";
/** A menu of choices under its trigger; comes with the popover's code when it is first wanted, and then opens as it mounts. */
import { Popover } from "radix-ui";
import type { ReactNode } from "react";

export interface PopoverMenuProps {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}
export const MENU_TRIGGER = "btn";

export function PopoverMenu({ label, trigger, children }: PopoverMenuProps) {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger className={MENU_TRIGGER} aria-label={label}>
        {trigger}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className="float z-50 max-h-[70vh] min-w-44 overflow-auto p-1"
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
