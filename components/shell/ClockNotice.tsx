"use client";
/** What of the address the clock could not follow: said over the page until it is dismissed, which takes it out of the address. */
import { X } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useQueryStates } from "nuqs";
import { Status } from "../charts/Status.tsx";
import { CLOCK_PARAMS, useClock } from "../state/clock.tsx";
import { clockComplaints } from "../state/clockParams.ts";

export function ClockNotice() {
  const { nowMs } = useClock();
  const address = useSearchParams();
  const raw = { at: address.get("at"), window: address.get("window") };
  const [, mend] = useQueryStates(CLOCK_PARAMS, { history: "replace" });
  const complaints = clockComplaints(raw, nowMs);
  if (complaints.length === 0) return null;
  const faulty = (name: "at" | "window") =>
    clockComplaints({ at: null, window: null, [name]: raw[name] }, nowMs).length > 0;
  const dismiss = () => void mend({ ...(faulty("at") && { at: null }), ...(faulty("window") && { window: null }) });
  return (
    <div
      role="status"
      className="float z-30 mx-4 mb-4 flex max-w-[640px] items-start gap-2.5 self-end justify-self-center py-2 pr-1.5 pl-3 text-13"
      style={{ gridArea: "main" }}
    >
      <span className="mt-[3px]">
        <Status kind="warn" size={12} label="" />
      </span>
      <div className="min-w-0 wrap-anywhere">
        {complaints.map((complaint) => (
          <p key={complaint}>{complaint}</p>
        ))}
      </div>
      <button type="button" className="icon-btn -my-1 flex-none" aria-label="Dismiss" onClick={dismiss}>
        <X size={14} strokeWidth={1.6} aria-hidden="true" />
      </button>
    </div>
  );
}
