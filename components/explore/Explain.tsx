"use client";
/** Where an answer came from: which selectors, how many series and samples, which tier, in which steps, and how long it took. */
import { ChevronRight } from "lucide-react";
import { formatSeconds, formatSpanOfTime } from "../format/formatDuration.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import type { Answers } from "../trpc/client.tsx";

type QueryAnswer = Answers["metrics"]["range"]["answers"][number];

interface ExplainProps {
  readonly answers: readonly QueryAnswer[];
  /** Null: one instant. */
  readonly stepMs: number | null;
  readonly open: boolean;
  readonly toggle: (open: boolean) => void;
}

export function Explain({ answers, stepMs, open, toggle }: ExplainProps) {
  const told = answers.flatMap(({ stats }) => (stats ? [stats] : []));
  if (told.length === 0) return null;
  const sum = (of: (stats: (typeof told)[number]) => number) => told.reduce((total, stats) => total + of(stats), 0);
  const slowest = Math.max(...told.map(({ tookMs, waitedMs }) => tookMs + waitedMs));
  return (
    <section aria-label="Explain" className="border-line not-first:border-t [&+section]:border-t">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => toggle(!open)}
        className="flex min-h-9 w-full flex-wrap items-center gap-x-2 px-(--pad) text-left text-12 text-ink-2 hover:text-ink focus-visible:outline-offset-[-2px]"
      >
        <ChevronRight size={13} aria-hidden="true" className={open ? "rotate-90" : ""} />
        <span className="font-semibold">Explain</span>
        <span className="num text-ink-3">
          {formatCountOf(
            sum(({ samples }) => samples),
            "sample",
          )}{" "}
          of{" "}
          {formatCountOf(
            sum(({ series }) => series),
            "series",
            "series",
          )}{" "}
          read
          {stepMs !== null && `, a value every ${formatSpanOfTime(stepMs)}`}, answered in{" "}
          {formatSeconds(slowest / 1000)}
        </span>
      </button>
      {open && answers.map((answer) => <Explained key={answer.ref} answer={answer} />)}
    </section>
  );
}

function Explained({ answer: { ref, expr, stats, total, warnings, infos } }: { answer: QueryAnswer }) {
  if (!stats) return null;
  return (
    <div className="px-(--pad) pb-4 text-12">
      <p className="wrap-anywhere">
        <b className="font-semibold">{ref}</b> <code className="mono text-ink-2">{expr}</code>
      </p>
      <p className="num mt-0.5 text-ink-2">
        {formatCountOf(total, "series", "series")} answered. Waited {formatSeconds(stats.waitedMs / 1000)} in line, then
        took {formatSeconds(stats.tookMs / 1000)} to read and evaluate.
      </p>
      <div className="mt-1.5 overflow-x-auto">
        <table aria-label={`What query ${ref} read`} className="w-full max-w-[900px] border-collapse text-left">
          <thead className="text-11 text-ink-3 phone:sr-only">
            <tr>
              <th scope="col" className="py-1 font-medium">
                Selector
              </th>
              <th scope="col" className="w-24 px-2 text-right font-medium">
                Series
              </th>
              <th scope="col" className="w-28 px-2 text-right font-medium">
                Samples
              </th>
              <th scope="col" className="w-56 pl-4 font-medium">
                From
              </th>
            </tr>
          </thead>
          <tbody>
            {stats.selectors.map(({ selector, series, samples, tierMs }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one selector may be read twice, of two stretches of time.
              <tr key={`${selector} ${i}`} className="border-line-soft border-t align-top phone:flex phone:flex-wrap">
                <td className="mono py-1 wrap-anywhere phone:basis-full">{selector}</td>
                <td className="num px-2 py-1 text-right phone:pl-0">
                  {formatCount(series)}
                  <span className="wide:hidden"> series</span>
                </td>
                <td className="num px-2 py-1 text-right">
                  {formatCount(samples)}
                  <span className="wide:hidden"> samples</span>
                </td>
                <td className="py-1 text-ink-2 wide:pl-4">
                  {tierMs === undefined ? "samples as they were sent" : `counts kept every ${formatSpanOfTime(tierMs)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {[...warnings, ...infos].map((note) => (
        <p key={note} className="mt-1 text-ink-2 wrap-anywhere">
          {note}
        </p>
      ))}
    </div>
  );
}
