"use client";
/** Copies a link that carries the instant, so that a colleague sees what you see, also an hour from now. */
import { Check, Link2 } from "lucide-react";
import { useClock } from "../state/clock.tsx";
import { writeAt, writeWindow } from "../state/clockParams.ts";
import { writeMarkFilter } from "../timebar/markGroups.ts";
import { useMarkFilter } from "../timebar/useMarkFilter.ts";
import { useCopy } from "./useCopy.ts";

export function ShareButton() {
  const { endMs, windowMs } = useClock();
  const { copied, copy } = useCopy();
  const [filter] = useMarkFilter();
  const marks = writeMarkFilter(filter);
  const share = () => {
    const url = new URL(window.location.href);
    url.searchParams.set("at", writeAt(endMs));
    url.searchParams.set("window", writeWindow(windowMs));
    if (marks) url.searchParams.set("marks", marks);
    void copy(url.toString());
  };
  const Icon = copied ? Check : Link2;
  return (
    <button type="button" onClick={share} className="btn btn-quiet phone:hidden" title="Copy a link to this instant">
      <Icon size={15} strokeWidth={1.6} aria-hidden="true" />
      <span className="max-[860px]:hidden" aria-live="polite">
        {copied ? "Copied" : "Share"}
      </span>
    </button>
  );
}
