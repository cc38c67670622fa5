"use client";
/** Steps to the event before and after, play and pause, speed, which marks are shown. */
import { ChevronDown, Ellipsis, Play, SkipBack, SkipForward } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { usePlaybackActions } from "../playback/playback.tsx";
import { useClock } from "../state/clock.tsx";
import { usePlayhead } from "../state/playhead.ts";
import { markQuestion, writeMarkFilter } from "./markGroups.ts";
import { PauseMark } from "./PauseMark.tsx";
import { useMarkFilter } from "./useMarkFilter.ts";

const loadSpeed = () => import("./SpeedMenu.tsx").then(({ SpeedMenu }) => ({ default: SpeedMenu }));
const SpeedMenu = lazy(loadSpeed);
const loadBar = () => import("./BarMenu.tsx").then(({ BarMenu }) => ({ default: BarMenu }));
const BarMenu = lazy(loadBar);

interface ControlsProps {
  readonly annotate: () => void;
  /** Left out where it cannot be folded. */
  readonly fold?: () => void;
}

export const SPEED_TRIGGER = "btn btn-quiet num h-[26px] gap-0.5 px-1.5 text-12";
export const MENU_TRIGGER = "icon-btn relative w-6";

export function Controls({ annotate, fold }: ControlsProps) {
  const { live } = useClock();
  const playback = usePlaybackActions();
  const { step, toggle } = useTimeActions();
  const playing = usePlayhead((playhead) => playhead.playing);
  const isRunning = live || playing;
  return (
    <div className="flex items-center gap-px px-2.5">
      <button
        type="button"
        className="icon-btn"
        aria-label="Previous event"
        title="Previous event  ←"
        onClick={() => step("previous")}
      >
        <SkipBack size={15} strokeWidth={1.5} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="icon-btn"
        data-on="true"
        aria-label={isRunning ? "Hold this instant" : "Play from here"}
        title={isRunning ? "Hold this instant  Space" : "Play from here  Space"}
        onClick={toggle}
      >
        {isRunning ? <PauseMark size={15} /> : <Play size={15} strokeWidth={1.5} aria-hidden="true" />}
      </button>
      <button
        type="button"
        className="icon-btn"
        aria-label="Next event"
        title="Next event  →"
        disabled={live}
        onClick={() => step("next")}
      >
        <SkipForward size={15} strokeWidth={1.5} aria-hidden="true" className={live ? "opacity-40" : ""} />
      </button>
      <Menu load={loadSpeed} label="Speed of playing" className={SPEED_TRIGGER} trigger={<SpeedTrigger />}>
        <SpeedMenu choose={playback.setSpeed} />
      </Menu>
      <Menu load={loadBar} label="Marks and more" className={MENU_TRIGGER} trigger={<MenuTrigger />}>
        <BarMenu annotate={annotate} fold={fold} />
      </Menu>
    </div>
  );
}

interface MenuProps {
  readonly load: () => Promise<unknown>;
  readonly label: string;
  readonly className: string;
  readonly trigger: ReactNode;
  /** The menu with its own trigger; it mounts open. */
  readonly children: ReactNode;
}

function Menu({ load, label, className, trigger, children }: MenuProps) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      className={className}
      aria-label={label}
      aria-haspopup="menu"
      title={label}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    >
      {trigger}
    </button>
  );
  return isWanted ? <Suspense fallback={button}>{children}</Suspense> : button;
}

export function SpeedTrigger() {
  const speed = usePlayhead((playhead) => playhead.speed);
  return (
    <>
      {speed}×
      <ChevronDown size={12} strokeWidth={1.6} aria-hidden="true" />
    </>
  );
}

export function MenuTrigger() {
  const [filter] = useMarkFilter();
  return (
    <>
      <Ellipsis size={15} strokeWidth={1.6} aria-hidden="true" />
      {writeMarkFilter(filter) !== "" && (
        <span aria-hidden="true" className="absolute top-[3px] right-[2px] size-[5px] rounded-full bg-accent" />
      )}
    </>
  );
}

/** What buttons and keys do alike. Steps go along the marks that are shown. */
export function useTimeActions() {
  const { live } = useClock();
  const playback = usePlaybackActions();
  const playing = usePlayhead((playhead) => playhead.playing);
  const [filter] = useMarkFilter();
  const question = markQuestion(filter);
  return {
    step: (direction: "next" | "previous", problemsOnly = false) =>
      void playback.step(direction, { ...question, ...(problemsOnly && { problemsOnly }) }),
    toggle: () => (live || playing ? playback.pause() : playback.play()),
  };
}
