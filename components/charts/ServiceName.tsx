"use client";
/** A service: a 3 px stripe of its colour beside its name, the same in table, waterfall, log line and legend. */
import { shownText } from "../format/shownText.ts";
import { useServiceColor } from "./ServiceColors.tsx";

interface ServiceNameProps {
  readonly service: string;
  /** The stripe alone, where the name stands beside it already. */
  readonly stripeOnly?: boolean;
}

export function ServiceName({ service, stripeOnly = false }: ServiceNameProps) {
  const background = useServiceColor(service);
  const stripe = (
    <span aria-hidden="true" className="inline-block h-3.5 w-[3px] flex-none rounded-[2px]" style={{ background }} />
  );
  if (stripeOnly) return stripe;
  return (
    <span className="flex min-w-0 items-center gap-2">
      {stripe}
      <span className="truncate">{shownText(service)}</span>
    </span>
  );
}
