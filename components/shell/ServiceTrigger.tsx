/** A service in the breadcrumb, with the arrow that leads to the others. */
import { ChevronDown } from "lucide-react";
import { ServiceName } from "../charts/ServiceName.tsx";

export const SERVICE_TRIGGER = "flex min-w-0 items-center gap-1 rounded px-1.5 py-[3px] font-semibold hover:bg-raised";

export function ServiceTrigger({ service }: { service: string }) {
  return (
    <>
      <ServiceName service={service} />
      <ChevronDown size={12} className="flex-none text-ink-3" aria-hidden="true" />
    </>
  );
}
