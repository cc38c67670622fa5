"use client";
/** An address that leads nowhere, in words, with the ways on. */
import { usePathname } from "next/navigation";
import { ClockLink } from "./ClockLink.tsx";
import { EmptyNotice } from "./EmptyNotice.tsx";

export function NowhereNotice() {
  const path = usePathname();
  return (
    <EmptyNotice title={<h1>There is no page at this address</h1>}>
      <p className="wrap-anywhere">
        Nothing is called <code className="mono text-13">{path}</code> here. The address may have been cut short when it
        was copied; nothing was lost.
      </p>
      <p className="mt-3 flex flex-wrap gap-2">
        <ClockLink className="btn btn-primary" href="/services">
          All services
        </ClockLink>
        <ClockLink className="btn" href="/traces">
          Traces
        </ClockLink>
        <ClockLink className="btn" href="/logs">
          Logs
        </ClockLink>
      </p>
    </EmptyNotice>
  );
}
