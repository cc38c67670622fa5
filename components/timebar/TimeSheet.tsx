"use client";
/** The whole time bar as a sheet, for a phone: the strip with its marks to drag and pinch, steps, speed, the way back to live. */
import { Dialog as Primitive } from "radix-ui";
import { usePlaybackActions } from "../playback/playback.tsx";
import { useClock } from "../state/clock.tsx";
import { ClockFace } from "./ClockFace.tsx";
import { Controls } from "./Controls.tsx";
import { Strip } from "./Strip.tsx";

const STRIP_PX = 92;

export function TimeSheet({ close, annotate }: { close: () => void; annotate: () => void }) {
  const { live } = useClock();
  const { goLive } = usePlaybackActions();
  return (
    <Primitive.Root open onOpenChange={(isOpen) => !isOpen && close()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40" />
        <Primitive.Content
          aria-describedby={undefined}
          className="fixed inset-x-0 bottom-0 z-50 rounded-t-6 border-line-strong border-t bg-surface pb-[env(safe-area-inset-bottom)] shadow-float outline-none"
        >
          <Primitive.Title className="sr-only">Time</Primitive.Title>
          <div className="flex items-center border-line-soft border-b py-2">
            <ClockFace folded={false} />
            <span className="ml-auto flex gap-2 pr-3">
              {!live && (
                <button type="button" className="btn btn-time" onClick={goLive}>
                  Back to live
                </button>
              )}
              <button type="button" className="btn" onClick={close}>
                Done
              </button>
            </span>
          </div>
          <div className="px-4 pt-2">
            <Strip height={STRIP_PX} mini={false} />
          </div>
          <div className="flex justify-center pt-1 pb-3 [&_button]:h-10 [&_button]:min-w-11">
            <Controls annotate={annotate} />
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
