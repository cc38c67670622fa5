"use client";
/** Makes a silence over the page at hand: for an alert, or for whatever matchers say. */
import { useMemo } from "react";
import { Dialog } from "../../shell/Dialog.tsx";
import { useClock } from "../../state/clock.tsx";
import type { AlertView } from "../alertView.ts";
import { knownLabels } from "../MatcherFields.tsx";
import { useAlertList } from "../useAlerts.ts";
import { SilenceForm } from "./SilenceForm.tsx";
import { draftOf, EMPTY_SILENCE, matchersFor } from "./silenceDraft.ts";
import { type SilenceRow, useSaveSilence } from "./useSilences.ts";

interface SilenceDialogProps {
  readonly alert?: AlertView;
  /** One that there is, to be changed. */
  readonly silence?: SilenceRow;
  readonly close: () => void;
}

export function SilenceDialog({ alert, silence, close }: SilenceDialogProps) {
  const { nowMs } = useClock();
  const alerts = useAlertList().data?.alerts;
  const known = useMemo(() => knownLabels(alerts ?? []), [alerts]);
  const { submit, isPending, error } = useSaveSilence(close, silence);
  const initial = useMemo(() => {
    if (silence) return draftOf(silence, Date.now());
    return alert ? { ...EMPTY_SILENCE, matchers: matchersFor(alert, "alert") } : EMPTY_SILENCE;
  }, [silence, alert]);
  const title = silence ? "Change this silence" : alert ? "Silence this alert" : "A new silence";
  return (
    <Dialog title={title} close={close} className="w-[620px] overflow-y-auto phone:top-4 phone:max-h-[92dvh]">
      <div className="p-5">
        <h2 className="mb-3 text-14">{title}</h2>
        <SilenceForm
          initial={initial}
          {...(alert && { alert })}
          nowMs={nowMs}
          known={known}
          save={(draft) => void submit(draft).catch(() => undefined)}
          saveWords={silence ? "Save the changes" : "Silence"}
          isPending={isPending}
          error={error}
          cancel={close}
        />
      </div>
    </Dialog>
  );
}
