"use client";
/** A receiver while it is written: its name and its ways, each of one kind with the fields of that kind. */
import { Plus, X } from "lucide-react";
import type { FormEvent } from "react";
import { RECEIVER_KINDS } from "../../../server/model/notification.ts";
import { OvertakenNote } from "../../shell/OvertakenNote.tsx";
import { useKeptDraft } from "../../state/useKeptDraft.ts";
import { Field } from "../rules/Field.tsx";
import { KIND_NAMES } from "./deliveryWords.ts";
import { EMPTY_WAY, isKind, type ReceiverDraft, receiverOf, type WayDraft } from "./receiverDraft.ts";
import { TestButton } from "./TestButton.tsx";
import { type Settings, useSettingsChanges } from "./useNotifications.ts";
import { WayFields } from "./WayFields.tsx";
import { WordsFields } from "./WordsFields.tsx";

interface ReceiverFormProps {
  readonly initial: ReceiverDraft;
  /** The name under which it is saved; none: a new one. */
  readonly was?: string;
  /** Somebody else deleted it meanwhile: saved, it is made anew. */
  readonly isGone?: boolean;
  readonly settings: Settings;
  readonly close: () => void;
}

export function ReceiverForm({ initial, was, isGone = false, settings, close }: ReceiverFormProps) {
  const kept = useKeptDraft(initial);
  const { draft, change: setDraft } = kept;
  const { saveReceiver: save } = useSettingsChanges(close);
  const change = (place: number, next: Partial<WayDraft>) =>
    setDraft({ ...draft, ways: draft.ways.map((way, i) => (i === place ? { ...way, ...next } : way)) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kept.isOvertaken) return;
    save.mutate({
      revision: settings.revision,
      receiver: receiverOf(draft),
      ...(was !== undefined && !isGone && { was }),
    });
  };
  return (
    <form onSubmit={submit} aria-label={was ?? "New receiver"} className="flex max-w-[760px] flex-col gap-4 py-1">
      {isGone && (
        <p role="alert" className="bg-warn-tint px-3 py-2 text-12">
          Somebody deleted this receiver while you were writing. What you wrote is still here: saving makes it anew,
          with its secrets typed again.
        </p>
      )}
      {kept.isOvertaken && <OvertakenNote saved={settings} what="this receiver" {...kept} />}
      <Field label="Name" className="max-w-72">
        <input
          className="field text-13"
          required
          maxLength={200}
          autoComplete="off"
          placeholder="on-call"
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
      </Field>
      {draft.ways.map((way, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a way is known by its place.
        <fieldset key={place} className="flex min-w-0 flex-col gap-3 border-line border-l-2 pl-4">
          <legend className="sr-only">Way {place + 1}</legend>
          <div className="flex flex-wrap items-center gap-3">
            <select
              aria-label={`Kind of way ${place + 1}`}
              className="field text-13"
              value={way.kind}
              onChange={({ target }) => change(place, { ...EMPTY_WAY, kind: isKind(target.value) })}
            >
              {RECEIVER_KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {KIND_NAMES[kind]}
                </option>
              ))}
            </select>
            <label className="flex items-center gap-2 text-12 text-ink-2">
              <input
                type="checkbox"
                checked={way.sendResolved}
                onChange={(event) => change(place, { sendResolved: event.target.checked })}
              />
              also when it is over
            </label>
            <button
              type="button"
              className="icon-btn ml-auto"
              aria-label={`Take away way ${place + 1}`}
              onClick={() => setDraft({ ...draft, ways: draft.ways.filter((_, i) => i !== place) })}
            >
              <X size={14} strokeWidth={1.6} aria-hidden="true" />
            </button>
          </div>
          <WayFields way={way} change={(next) => change(place, next)} />
          <div className="flex flex-wrap items-center gap-2">
            <TestButton receiver={draft.name} draft={way} message={draft.message} disabled={false} />
          </div>
        </fieldset>
      ))}
      <button
        type="button"
        className="btn btn-quiet btn-sm -ml-2 self-start"
        onClick={() => setDraft({ ...draft, ways: [...draft.ways, EMPTY_WAY] })}
      >
        <Plus size={13} strokeWidth={1.75} aria-hidden="true" />
        Add a way
      </button>
      <WordsFields
        receiver={was ?? ""}
        message={draft.message}
        ways={draft.ways}
        change={(next) => setDraft({ ...draft, message: { ...draft.message, ...next } })}
      />
      {save.error && (
        <p role="alert" className="text-12 text-fail">
          It was not saved: {save.error.message}
        </p>
      )}
      <div className="flex gap-2">
        <button type="submit" className="btn btn-primary" disabled={save.isPending || kept.isOvertaken}>
          Save the receiver
        </button>
        <button type="button" className="btn" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
