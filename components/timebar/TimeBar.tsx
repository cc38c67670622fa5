"use client";
/** The one clock, at the foot of every page: steps and speed, health over time with its events, the instant. Folds to a line; a phone has the line, and a sheet. */
import { ChevronUp } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { usePhone } from "../shell/usePhone.ts";
import { usePreference } from "../state/usePreference.tsx";
import { ClockFace } from "./ClockFace.tsx";
import { Controls } from "./Controls.tsx";
import { SteppedNote } from "./SteppedNote.tsx";
import { Strip } from "./Strip.tsx";
import { useTimeKeys } from "./useTimeKeys.ts";

const loadSheet = () => import("./TimeSheet.tsx").then(({ TimeSheet }) => ({ default: TimeSheet }));
const TimeSheet = lazy(loadSheet);
const AnnotateDialog = lazy(() => import("./AnnotateDialog.tsx").then((file) => ({ default: file.AnnotateDialog })));

const STRIP_PX = 78;
const LINE_PX = 22;

export function TimeBar() {
  const [fold, setFold] = usePreference("timeBar");
  const isPhone = usePhone();
  const [open, setOpen] = useState<"sheet" | "note" | null>(null);
  useTimeKeys({ annotate: () => setOpen("note") });
  const folded = isPhone || fold === "folded";
  return (
    <section
      className="time-bar relative border-line border-t bg-surface"
      data-folded={folded}
      style={{ gridArea: "time" }}
      aria-label="Time bar"
    >
      {!folded && (
        // A phone's first rendering does not know yet that it is one.
        <div className="grid phone:hidden">
          <Controls annotate={() => setOpen("note")} fold={() => setFold("folded")} />
        </div>
      )}
      {folded && (
        <button
          type="button"
          className="icon-btn phone:hidden"
          aria-label="Unfold the time bar"
          onClick={() => setFold("open")}
        >
          <ChevronUp size={14} aria-hidden="true" />
        </button>
      )}
      <Strip height={folded ? LINE_PX : STRIP_PX} mini={folded} {...(isPhone && { onTap: () => setOpen("sheet") })} />
      <ClockFace folded={folded} {...(isPhone && { open: () => setOpen("sheet") })} />
      <SteppedNote />
      <Suspense>
        {open === "sheet" && <TimeSheet close={() => setOpen(null)} annotate={() => setOpen("note")} />}
        {open === "note" && <AnnotateDialog close={() => setOpen(null)} />}
      </Suspense>
    </section>
  );
}
