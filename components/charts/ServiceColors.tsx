"use client";
/** The colours of the services in one view, kept apart from each other (./palette.ts); outside of such a view a service has its own. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { serviceSlot, slotsApart } from "./palette.ts";

const Slots = createContext<ReadonlyMap<string, number> | null>(null);

interface ServiceColorsProps {
  /** Services that stand beside each other, as those of one trace. */
  readonly groups: readonly (readonly string[])[];
  readonly children: ReactNode;
}

export function ServiceColors({ groups, children }: ServiceColorsProps) {
  const slots = useMemo(() => slotsApart(groups), [groups]);
  return <Slots value={slots}>{children}</Slots>;
}

/** A CSS colour, as in `var(--svc-7)`. */
export function useServiceColor(service: string): string {
  return `var(--svc-${useContext(Slots)?.get(service) ?? serviceSlot(service)})`;
}
