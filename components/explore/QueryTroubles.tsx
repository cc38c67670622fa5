"use client";
/** Queries without an answer: what stands in their way, and what would get one. */
import { Status } from "../charts/Status.tsx";
import type { Answers } from "../trpc/client.tsx";

type QueryAnswer = Answers["metrics"]["range"]["answers"][number];

const ADVICE: Readonly<Record<string, string>> = {
  timeout:
    "It ran two minutes, as long as a query may. Look at a shorter window, take a longer step, or narrow the selectors by labels.",
  limit:
    "One query may hold so much and no more, so that the others still run. Look at a shorter window, take a longer step, or narrow the selectors by labels; sum away labels you do not need.",
  canceled: "Nothing was lost by that: run it again when you like.",
  parse: "Its place is underlined in the editor.",
  execution: "The text is PromQL, but these series do not fit it: the message says by which rule.",
};

export function QueryTroubles({ answers }: { answers: readonly QueryAnswer[] }) {
  const failed = answers.flatMap(({ ref, problem }) => (problem ? [{ ref, ...problem }] : []));
  if (failed.length === 0) return null;
  return (
    <div role="alert" className="border-line border-b bg-fail-tint px-(--pad) py-2">
      {failed.map(({ ref, kind, message }) => (
        <div key={ref} className="flex gap-2.5 py-0.5">
          <span className="mt-[3px]">
            <Status kind="fail" size={11} label="" />
          </span>
          <p className="min-w-0 wrap-anywhere">
            <b className="font-semibold">Query {ref}:</b> {message}.{" "}
            <span className="text-ink-2">{ADVICE[kind] ?? ADVICE.execution}</span>
          </p>
        </div>
      ))}
    </div>
  );
}
