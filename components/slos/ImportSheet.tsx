"use client";
/** SLOs from a file that is pasted: what was understood of it, what was not and on which line, and which of them to take. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Status } from "../charts/Status.tsx";
import { formatCountOf } from "../format/formatNumbers.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";

export function ImportSheet({ close }: { close: () => void }) {
  const [typed, setTyped] = useState("");
  const text = useDeferredValue(typed);
  const trpc = useTRPC();
  const read = useQuery(
    trpc.slos.readFile.queryOptions({ text }, { enabled: text.trim() !== "", placeholderData: (before) => before }),
  );
  const isEmpty = typed.trim() === "";
  return (
    <Dialog title="Import SLOs" close={close} className="w-[760px]">
      <div className="flex items-center border-line border-b py-2 pr-2 pl-5">
        <h2>Import SLOs</h2>
        <span className="sec-sub ml-2">OpenSLO, Sloth or Pyrra, several in one text</span>
        <button type="button" className="icon-btn ml-auto" aria-label="Close" onClick={close}>
          <X size={14} strokeWidth={1.6} aria-hidden="true" />
        </button>
      </div>
      <div className="flex max-h-[60vh] flex-col gap-3 overflow-auto p-5">
        <textarea
          aria-label="The file's text"
          className="field mono h-[220px] flex-none py-2 text-12"
          spellCheck={false}
          placeholder={EXAMPLE}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {!isEmpty && read.error && (
          <p role="alert" className="text-12 text-fail">
            {read.error.message}
          </p>
        )}
        {!isEmpty && read.data && <Understood text={text} answer={read.data} close={close} />}
      </div>
    </Dialog>
  );
}

const EXAMPLE = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout-succeeds
spec:
  service: checkout
  indicator: …`;

interface UnderstoodProps {
  readonly text: string;
  readonly answer: Answers["slos"]["readFile"];
  readonly close: () => void;
}

function Understood({ text, answer: { slos, problems, notes }, close }: UnderstoodProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = slos.filter(({ body, isTaken }) => !isTaken && !left.has(body.name)).map(({ body }) => body.name);
  const trpc = useTRPC();
  const client = useQueryClient();
  const take = useMutation(
    trpc.slos.importFile.mutationOptions({
      onSuccess: async (done) => {
        await client.invalidateQueries(trpc.slos.pathFilter());
        if (done.problems.length === 0) close();
      },
    }),
  );
  const toggle = (name: string) =>
    setLeft((before) => {
      const after = new Set(before);
      if (!after.delete(name)) after.add(name);
      return after;
    });
  return (
    <>
      <Lines kind="fail" label="What stands in the way" lines={problems} />
      <ul className="flex flex-col gap-1.5" aria-label="SLOs of the text">
        {slos.map(({ body, promise, isTaken }) => (
          <li key={body.name}>
            <label className="flex items-start gap-2">
              <input
                type="checkbox"
                className="mt-[3px]"
                disabled={isTaken}
                checked={!isTaken && !left.has(body.name)}
                onChange={() => toggle(body.name)}
              />
              <span>
                <span className="font-medium">{body.title}</span> <span className="text-12 text-ink-3">{promise}</span>
                {isTaken && <span className="block text-12 text-warn">{body.name} is there already.</span>}
              </span>
            </label>
          </li>
        ))}
      </ul>
      <Lines kind="warn" label="What has no meaning here and is left out" lines={notes} />
      {take.data?.problems.map(({ name, message }) => (
        <p key={name} role="alert" className="text-12 text-fail">
          {name}: {message}
        </p>
      ))}
      {take.error && (
        <p role="alert" className="text-12 text-fail">
          {take.error.message}
        </p>
      )}
      <button
        type="button"
        className="btn btn-primary self-end"
        disabled={chosen.length === 0 || problems.length > 0 || take.isPending}
        onClick={() => take.mutate({ text, names: chosen })}
      >
        Take {formatCountOf(chosen.length, "SLO")}
      </button>
    </>
  );
}

interface LinesProps {
  readonly kind: "fail" | "warn";
  readonly label: string;
  readonly lines: readonly { readonly line: number; readonly message: string }[];
}

function Lines({ kind, label, lines }: LinesProps) {
  if (lines.length === 0) return null;
  return (
    <div>
      <p className="text-12 text-ink-3">{label}</p>
      <ul>
        {lines.map(({ line, message }) => (
          <li key={`${line} ${message}`} className="flex items-baseline gap-2 text-12">
            <Status kind={kind} size={9} label="" />
            <span className="num w-12 flex-none text-ink-3">line {line}</span>
            <span className="min-w-0 wrap-anywhere">{message}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
