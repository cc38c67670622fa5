"use client";
/** Receivers: where each sends to, whether a route leads there; made, changed, tried and taken away here. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { formatInstant } from "../../format/formatInstant.ts";
import { formatCountOf } from "../../format/formatNumbers.ts";
import { shownText } from "../../format/shownText.ts";
import { useClock } from "../../state/clock.tsx";
import { useZone } from "../../state/usePreference.tsx";
import { ActionTrouble } from "../ActionTrouble.tsx";
import { KIND_NAMES } from "./deliveryWords.ts";
import { ReceiverForm } from "./ReceiverForm.tsx";
import { draftOfReceiver, EMPTY_WAY, NO_WORDS, type ReceiverDraft } from "./receiverDraft.ts";
import { TestButton } from "./TestButton.tsx";
import { type IntegrationRow, type ReceiverRow, type Settings, useSettingsChanges } from "./useNotifications.ts";

const FRESH: ReceiverDraft = { name: "", ways: [EMPTY_WAY], message: NO_WORDS };

export function ReceiversPart({ settings }: { settings: Settings }) {
  const { live } = useClock();
  /** Name of the one that is changed; "" for a new one; null for none. */
  const [editing, setEditing] = useState<string | null>(null);
  const close = () => setEditing(null);
  const { deleteReceiver, enable } = useSettingsChanges();
  const { shown, gone } = useWithEdited(settings.receivers, editing);
  return (
    <section aria-label="Receivers">
      <ActionTrouble error={deleteReceiver.error} what="It was not deleted" />
      <ActionTrouble error={enable.error} what="It was not enabled" />
      <ul>
        {shown.map((receiver) => (
          <li key={receiver.name} className="border-line-soft border-t px-(--pad) py-2.5">
            {editing === receiver.name ? (
              <ReceiverForm
                initial={draftOfReceiver(receiver)}
                was={receiver.name}
                isGone={receiver === gone}
                settings={settings}
                close={close}
              />
            ) : (
              <Receiver
                receiver={receiver}
                edit={live ? () => setEditing(receiver.name) : null}
                remove={
                  live && receiver.routes === 0
                    ? () => deleteReceiver.mutate({ revision: settings.revision, name: receiver.name })
                    : null
                }
                enable={live ? (integration) => enable.mutate({ receiver: receiver.name, integration }) : null}
              />
            )}
          </li>
        ))}
      </ul>
      <div className="border-line-soft border-t px-(--pad) py-3">
        {editing === "" ? (
          <ReceiverForm initial={FRESH} settings={settings} close={close} />
        ) : (
          <button type="button" className="btn btn-primary" disabled={!live} onClick={() => setEditing("")}>
            <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
            New receiver
          </button>
        )}
      </div>
    </section>
  );
}

/** The one that is written stays, in its place, also when somebody else deletes it: what was typed must not go with it. */
function useWithEdited(receivers: readonly ReceiverRow[], editing: string | null) {
  const [last, remember] = useState<{ readonly receiver: ReceiverRow; readonly place: number } | null>(null);
  const place = receivers.findIndex(({ name }) => name === editing);
  const receiver = receivers[place];
  if (receiver && receiver !== last?.receiver) remember({ receiver, place });
  const gone = !receiver && editing !== null && last?.receiver.name === editing ? last : null;
  if (gone === null) return { shown: receivers, gone: null };
  return { shown: receivers.toSpliced(gone.place, 0, gone.receiver), gone: gone.receiver };
}

interface ReceiverProps {
  readonly receiver: ReceiverRow;
  readonly edit: (() => void) | null;
  /** Null: it cannot be taken away now, or a route leads to it. */
  readonly remove: (() => void) | null;
  readonly enable: ((integration: number) => void) | null;
}

function Receiver({ receiver, edit, remove, enable }: ReceiverProps) {
  const { name, integrations, routes } = receiver;
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-1.5">
      <div className="w-44 min-w-0 pt-0.5">
        <h3 className="truncate font-medium" title={name}>
          {shownText(name)}
        </h3>
        <p className="text-11 text-ink-3">{routes === 0 ? "no route leads here" : formatCountOf(routes, "route")}</p>
      </div>
      <ul className="min-w-0 flex-1 basis-72">
        {integrations.length === 0 && <li className="pt-0.5 text-12 text-ink-3">tells nobody</li>}
        {integrations.map((way, i) => (
          <li key={`${way.kind} ${way.place}`} className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
            <span className="w-28 text-ink-2">{KIND_NAMES[way.kind]}</span>
            <span className="mono min-w-0 flex-1 truncate text-12" title={way.place}>
              {way.place}
            </span>
            {!way.sendResolved && <span className="text-11 text-ink-3">not told when it is over</span>}
            {way.disabled && (
              <span className="text-12 text-warn">
                off: {way.disabled.why}{" "}
                <button type="button" className="link text-12" disabled={!enable} onClick={() => enable?.(i)}>
                  Send again
                </button>
              </span>
            )}
            {way.secretsLost.length > 0 && (
              <span className="text-12 text-fail">its secrets cannot be read: edit it and type them again</span>
            )}
            {way.trouble && !way.disabled && way.secretsLost.length === 0 && <Trouble trouble={way.trouble} />}
            <TestButton receiver={name} saved={i} disabled={edit === null} />
          </li>
        ))}
      </ul>
      <span className="flex gap-1.5 pt-0.5">
        <button type="button" className="btn btn-sm" disabled={edit === null} onClick={() => edit?.()}>
          Edit<span className="sr-only"> {name}</span>
        </button>
        <button
          type="button"
          className="btn btn-sm"
          disabled={remove === null}
          title={routes > 0 ? "A route leads to it: change the routing first" : undefined}
          onClick={() => (isAsking || integrations.length === 0 ? remove?.() : setAsking(true))}
          onBlur={() => setAsking(false)}
        >
          {isAsking ? "Delete for good" : "Delete"}
          <span className="sr-only"> {name}</span>
        </button>
      </span>
    </div>
  );
}

/** What became of its newest messages. */
function Trouble({ trouble }: { trouble: NonNullable<IntegrationRow["trouble"]> }) {
  const zone = useZone();
  const { failed, sinceMs, lastError } = trouble;
  return (
    <span className="text-12 text-fail" title={lastError ?? undefined}>
      {formatCountOf(failed, "message")} failed since {formatInstant(sinceMs, zone, "dayMinute")}
    </span>
  );
}
