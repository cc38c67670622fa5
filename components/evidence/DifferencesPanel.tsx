"use client";
/**
 * What differs between bad and good requests: the sentence, the attributes that separate them with a bar for either, and a request of each to
 * look at. A chosen row says which requests these are.
 */
import Link from "next/link";
import { useState } from "react";
import { formatCount } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { DifferencesSkeleton } from "./DifferencesSkeleton.tsx";
import { DifferenceTable } from "./DifferenceTable.tsx";
import {
  allBadHref,
  comparedWords,
  type DifferencesAnswer,
  type DifferencesOf,
  differencesSub,
  goesOn,
  nothingWords,
  operationsWords,
  requestHref,
} from "./differenceWords.ts";
import { type DifferencesQuery, differencesOf, useDifferences } from "./useDifferences.ts";

interface DifferencesPanelProps extends DifferencesQuery {
  readonly title?: string;
}

export function DifferencesPanel({
  title = "What differs between bad and good requests",
  ...asked
}: DifferencesPanelProps) {
  const query = useDifferences(asked);
  const clock = useClock();
  const zone = useZone();
  return (
    <section aria-label={title} className="min-w-0 pb-3">
      <div className="sec phone:flex-wrap phone:gap-y-0 phone:py-2">
        <h2>{title}</h2>
        <span className="sec-sub num truncate">
          {query.data && differencesSub(query.data, zone, goesOn(query.data.window, clock))}
        </span>
      </div>
      <AsyncPanel query={query} what="what differs" skeleton={<DifferencesSkeleton />}>
        {(answer) => <Differences answer={answer} of={differencesOf(asked)} isOpen={goesOn(answer.window, clock)} />}
      </AsyncPanel>
    </section>
  );
}

interface DifferencesProps {
  readonly answer: DifferencesAnswer;
  readonly of: DifferencesOf;
  /** Its window reaches to the present. */
  readonly isOpen: boolean;
}

function Differences({ answer, of, isOpen }: DifferencesProps) {
  const [chosen, choose] = useState<string | null>(null);
  const nothing = nothingWords(answer, of);
  const operations = operationsWords(answer);
  const row = answer.differences.find(({ key }) => key === chosen) ?? answer.differences[0];
  const [worst] = answer.exemplars;
  const bad = row?.badExample ?? worst;
  return (
    <>
      {(answer.sentence ?? nothing) && (
        <p className={`px-(--pad) pb-1 ${answer.sentence ? "font-medium text-14" : "text-ink-2"}`}>
          {answer.sentence ?? nothing}
        </p>
      )}
      {operations && <p className="px-(--pad) pb-1 text-12 text-ink-3">{operations}</p>}
      {answer.differences.length > 0 && <DifferenceTable rows={answer.differences} chosen={chosen} choose={choose} />}
      {bad && (
        <div className="flex flex-wrap items-center gap-2 px-(--pad) pt-3">
          <ClockLink href={requestHref(bad)} className="btn btn-primary">
            A bad request
          </ClockLink>
          {row?.goodExample && (
            <ClockLink href={requestHref(row.goodExample)} className="btn">
              A good one beside it
            </ClockLink>
          )}
          <Link
            prefetch={false}
            href={allBadHref(of, answer.window, isOpen)}
            className="btn btn-quiet"
            title="All bad requests of this window"
          >
            All {answer.total ? formatCount(answer.total.bad) : "bad ones"}
          </Link>
          {answer.alikeCount > 0 && (
            <span className="ml-auto text-12 text-ink-3" title={comparedWords(answer)}>
              {formatCount(answer.alikeCount)} {answer.differences.length > 0 ? "more " : ""}
              {answer.alikeCount === 1 ? "attribute does" : "attributes do"} not differ
            </span>
          )}
          {answer.isCut && <span className="w-full text-12 text-ink-3">{comparedWords(answer)}.</span>}
        </div>
      )}
    </>
  );
}
