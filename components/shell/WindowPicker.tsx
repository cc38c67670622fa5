"use client";
/** How far back pages look, and the way to change it. */
import { ChevronDown } from "lucide-react";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { useClock } from "../state/clock.tsx";
import { OnDemand } from "./OnDemand.tsx";

export const WINDOW_TRIGGER = "btn phone:border-transparent phone:bg-transparent phone:px-1.5";
const loadMenu = () => import("./WindowMenu.tsx").then(({ WindowMenu }) => WindowMenu);

export function WindowPicker() {
  return (
    <OnDemand load={loadMenu} label={useWindowLabel()} className={WINDOW_TRIGGER}>
      <WindowTrigger />
    </OnDemand>
  );
}

export function useWindowLabel(): string {
  return `Window: ${formatSpanOfTime(useClock().windowMs)}`;
}

export function WindowTrigger() {
  const { windowMs, live } = useClock();
  return (
    <>
      <span className="num">
        {live && <span className="phone:hidden">Last </span>}
        {formatSpanOfTime(windowMs)}
      </span>
      <ChevronDown size={14} strokeWidth={1.6} aria-hidden="true" />
    </>
  );
}
