"use client";
/** What a query could not answer, what it warns of, and what was left out, said at the panel. */
import { Fragment } from "react";
import { Status } from "../charts/Status.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";
import type { PanelSpec } from "./panelSpec.ts";
import { MOST_DRAWN, type PanelPicture, type PanelProblem } from "./preparePanel.ts";

const ADVICE: Readonly<Record<string, string>> = {
  timeout: "Look at a shorter window, or narrow the query by labels.",
  limit: "Look at a shorter window, or narrow the query by labels.",
  canceled: "The question was withdrawn; it is asked again with the next step.",
  parse: "The query is not PromQL as it stands: correct it where the message points.",
  execution: "The query cannot be answered for these series: the message says which rule of PromQL is against it.",
};

export function PanelProblems({ problems }: { problems: readonly PanelProblem[] }) {
  return (
    <div role="alert" className="flex gap-2.5 px-(--pad) py-2 text-12">
      <span className="mt-0.5">
        <Status kind="fail" size={11} label="" />
      </span>
      <div className="min-w-0">
        {problems.map(({ ref, expr, kind, message }) => (
          <div key={ref} className="mb-1.5">
            <p className="font-medium wrap-anywhere">
              Query {ref}: {message}
            </p>
            <p className="text-ink-2">{ADVICE[kind] ?? ADVICE.execution}</p>
            <p className="flex items-start gap-1">
              <code className="mono line-clamp-2 text-ink-3 wrap-anywhere">{expr}</code>
              <CopyButton text={expr} what="query" />
            </p>
          </div>
        ))}
      </div>
    </div>
  );
}

/** One line under the plot; nothing where there is nothing to say. */
export function PanelNotes({ picture, full }: { picture: PanelPicture; full: boolean }) {
  const { total, warnings, infos } = picture;
  const cut =
    total > MOST_DRAWN ? [`${MOST_DRAWN} of ${total} series are drawn; narrow the query to see the others.`] : [];
  const notes = [...cut, ...warnings, ...(full ? infos : [])];
  if (notes.length === 0) return null;
  return (
    <ul className="px-(--pad) pb-2 text-11 text-ink-3">
      {notes.map((note) => (
        <li key={note} className="flex gap-1.5" title={note}>
          <span className="mt-[3px]">
            <Status kind="warn" size={8} label="" />
          </span>
          <span className={full ? "wrap-anywhere" : "truncate"}>{note}</span>
        </li>
      ))}
    </ul>
  );
}

/** Within `db.client.operation.duration` or `OTEL_SEMCONV_STABILITY_OPT_IN`: where such a word may go on in a new line. */
const BEFORE_PART = /(?<=[a-z][._=])(?=[a-z])/i;

/** No numbers: what would bring them. */
export function PanelMissing({ spec }: { spec: Pick<PanelSpec, "missing" | "setup"> }) {
  return (
    <div className="flex gap-2.5 px-(--pad) pt-3 pb-2 text-12 text-ink-2">
      <span className="mt-0.5">
        <Status kind="unknown" size={11} label="" />
      </span>
      <div className="min-w-0">
        <p className="wrap-anywhere">
          {spec.missing.split(BEFORE_PART).map((part, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in their order.
            <Fragment key={i}>
              {i > 0 && <wbr />}
              {part}
            </Fragment>
          ))}
        </p>
        {spec.setup && (
          <div className="mt-1.5">
            <p className="flex items-center gap-1 text-11 text-ink-3">
              {spec.setup.where}
              <CopyButton text={spec.setup.text} what={spec.setup.where} />
            </p>
            <pre className="mono whitespace-pre-wrap wrap-anywhere phone:hidden rounded-3 bg-surface p-2 text-11">
              {spec.setup.text}
            </pre>
          </div>
        )}
      </div>
    </div>
  );
}
