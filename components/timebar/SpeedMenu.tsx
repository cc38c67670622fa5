"use client";
/** How fast it plays. Loaded on demand; opens as it mounts. */
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { SPEEDS } from "../playback/playback.tsx";
import { usePlayhead } from "../state/playhead.ts";
import { SPEED_TRIGGER, SpeedTrigger } from "./Controls.tsx";

export function SpeedMenu({ choose }: { choose: (speed: number) => void }) {
  const speed = usePlayhead((playhead) => playhead.speed);
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger className={SPEED_TRIGGER} aria-label="Speed of playing">
        <SpeedTrigger />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content side="top" align="start" sideOffset={6} className="float z-50 w-[212px] p-1">
          <DropdownMenu.RadioGroup value={String(speed)} onValueChange={(value) => choose(Number(value))}>
            {SPEEDS.map((one) => (
              <DropdownMenu.RadioItem key={one} value={String(one)} className="menu-item">
                <span className="num w-11">{one}×</span>
                <span className="flex-1 text-12 text-ink-3">{speedWords(one)}</span>
                {one === speed && <Check size={14} aria-hidden="true" />}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <p className="flex items-center gap-1 border-line border-t px-[9px] pt-1.5 pb-1 text-11 text-ink-3">
            <kbd className="kbd">[</kbd> slower <kbd className="kbd ml-2">]</kbd> faster
          </p>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** "as it was", "5 min in 1 s". */
function speedWords(speed: number): string {
  if (speed === 1) return "as it was";
  return speed < 60 ? `${speed} s in one` : `${speed / 60} min in a second`;
}
