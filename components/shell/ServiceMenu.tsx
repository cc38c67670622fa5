"use client";
/** The other services, from the breadcrumb. Loaded on demand; opens as it mounts. */
import { usePathname } from "next/navigation";
import { Popover } from "radix-ui";
import { useState } from "react";
import { readPathText } from "../state/pathText.ts";
import { ServicePicker } from "./ServicePicker.tsx";
import { SERVICE_TRIGGER, ServiceTrigger } from "./ServiceTrigger.tsx";
import { useGo } from "./useGo.ts";

export function ServiceMenu() {
  const service = readPathText(usePathname().split("/")[2] ?? "");
  const [open, setOpen] = useState(true);
  const go = useGo();
  const choose = (name: string) => {
    setOpen(false);
    go(`/services/${encodeURIComponent(name)}`);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger aria-label={`${service}, other services`} className={SERVICE_TRIGGER}>
        <ServiceTrigger service={service} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={6} className="float z-50 w-70 overflow-hidden">
          <ServicePicker choose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
