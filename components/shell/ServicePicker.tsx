"use client";
/** A searchable list of services, for pop-overs. */
import { Command } from "cmdk";
import { ServiceName } from "../charts/ServiceName.tsx";
import { useServiceNames } from "./useServiceNames.ts";

export function ServicePicker({ choose }: { choose: (service: string) => void }) {
  const names = useServiceNames();
  return (
    <Command label="Services">
      <Command.Input
        autoFocus
        placeholder="Find a service"
        className="h-9 w-full border-line border-b bg-transparent px-3 outline-none placeholder:text-ink-3"
      />
      <Command.List className="max-h-72 overflow-auto p-1">
        <Command.Empty className="px-3 py-4 text-ink-3">No service of this name in the window.</Command.Empty>
        {names.map((name) => (
          <Command.Item key={name} value={name} onSelect={() => choose(name)} className="menu-item">
            <ServiceName service={name} />
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}
