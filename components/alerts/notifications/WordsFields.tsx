"use client";
/** How a receiver words its messages: title and text as Go's templates, beside how the last real message would read in them. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useId, useMemo, useState } from "react";
import type { MessageTemplates } from "../../../server/model/notification.ts";
import { formatInstant } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { useZone } from "../../state/usePreference.tsx";
import { type Answers, useTRPC } from "../../trpc/client.tsx";
import { Field } from "../rules/Field.tsx";
import type { WayDraft } from "./receiverDraft.ts";

interface WordsFieldsProps {
  /** The name that it is saved under; "" for a new one. */
  readonly receiver: string;
  readonly message: MessageTemplates;
  readonly ways: readonly WayDraft[];
  readonly change: (next: Partial<MessageTemplates>) => void;
}

const EXAMPLE: MessageTemplates = {
  title: '{{ .Status | toUpper }}: {{ template "what" . }}',
  text: `{{ range .Alerts.Firing }}{{ .Annotations.summary }}
since {{ .StartsAt.Format "15:04" }} UTC, {{ .Labels.severity }}
{{ with .Annotations.chronoscope_trace_url }}Trace: {{ . }}
{{ end }}{{ end }}{{ range .Alerts.Resolved }}Over: {{ .Labels.alertname }}
{{ end }}`,
  definitions: '{{ define "what" }}{{ .GroupLabels.SortedPairs.Values.Join ", " }}{{ end }}',
};

/** Those that word the data themselves. */
const takesData = ({ kind }: WayDraft) => kind === "webhook" || kind === "alertmanager";

export function WordsFields({ receiver, message, ways, change }: WordsFieldsProps) {
  const isWritten = Object.values(message).some((text) => text !== "");
  const [isOpen, setOpen] = useState(isWritten);
  const id = useId();
  if (ways.length > 0 && ways.every(takesData) && !isWritten) return null;
  return (
    <section aria-label="Words of the message" className="border-line border-t pt-3">
      <button
        type="button"
        className="link text-13"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {isWritten ? "Words of the message: its own" : "Words of the message: as usual"}
      </button>
      <div id={id} hidden={!isOpen} className="mt-2 flex flex-col gap-3">
        <p className="max-w-[640px] text-12 text-ink-3">
          Go's templates over Alertmanager's data: <span className="mono">.Status</span>,{" "}
          <span className="mono">.Alerts.Firing</span>, <span className="mono">.CommonLabels</span>,{" "}
          <span className="mono">.GroupLabels</span>; what is empty reads as usual. Webhooks and Alertmanagers get the
          data itself.{" "}
          {!isWritten && (
            <button type="button" className="link" onClick={() => change(EXAMPLE)}>
              Begin with an example
            </button>
          )}
        </p>
        {isOpen && <Texts message={message} change={change} />}
        {isOpen && <Preview receiver={receiver} message={message} />}
      </div>
    </section>
  );
}

const TEXTS: readonly (readonly [keyof MessageTemplates, string, number, string])[] = [
  ["title", "Title", 1, "one line: subject of an e-mail, head of a card"],
  ["text", "Text", 6, "instead of what is said of each alert; picture and link stay"],
  ["definitions", "Definitions", 2, '{{ define "name" }}…{{ end }}, for both'],
];

function Texts({ message, change }: Pick<WordsFieldsProps, "message" | "change">) {
  return TEXTS.map(([name, label, rows, hint]) => (
    <Field key={name} label={label} hint={hint}>
      <textarea
        className="field mono h-auto w-full py-1.5 text-12"
        rows={rows}
        spellCheck={false}
        maxLength={name === "title" ? 2_000 : 20_000}
        value={message[name]}
        onChange={({ target }) => change({ [name]: target.value })}
      />
    </Field>
  ));
}

const REST_MS = 400;

/** As they stood when typing rested last. */
function useRested(message: MessageTemplates): MessageTemplates {
  const text = JSON.stringify(message);
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return useMemo<MessageTemplates>(() => JSON.parse(rested), [rested]);
}

function Preview({ receiver, message }: Pick<WordsFieldsProps, "receiver" | "message">) {
  const trpc = useTRPC();
  const input = { receiver, message: { ...useRested(message) } };
  const { data, error } = useQuery(
    trpc.notifications.messagePreview.queryOptions(input, { placeholderData: keepPreviousData, retry: false }),
  );
  return (
    <section aria-label="How it would read" className="max-w-[640px] rounded-6 border border-line bg-surface px-3 py-2">
      {error && <p className="text-12 text-fail">{error.message}</p>}
      {data && <Read preview={data} />}
    </section>
  );
}

function Read({ preview }: { preview: Answers["notifications"]["messagePreview"] }) {
  const zone = useZone();
  const { title, text, problems, of } = preview;
  const whose = of
    ? `The last message to ${shownText(of.receiver)}, of ${formatInstant(of.atMs, zone, "dayMinute")}, would read:`
    : "Nothing was told yet: a test would read:";
  return (
    <div role="status">
      <p className="text-11 text-ink-3">{whose}</p>
      {problems.map((problem) => (
        <p key={problem} className="mt-1 text-12 text-fail wrap-anywhere">
          {problem.replace("was sent", "stands below")}
        </p>
      ))}
      <p className="mt-1 font-medium wrap-anywhere">{shownText(title)}</p>
      <p className="mt-1 max-h-64 overflow-y-auto whitespace-pre-wrap text-12 text-ink-2 wrap-anywhere">
        {shownText(text)}
      </p>
    </div>
  );
}
