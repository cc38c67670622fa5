"use client";
/** The sentence an SLO's page exists for: when the budget is gone, what acting saves; with the three numbers that it is made of beside it. */
import type { ReactNode } from "react";
import { saySlo } from "../../server/analysis/slo/saySlo.ts";
import type { SloReading } from "../../server/analysis/slo/sloReading.ts";
import type { SloBody } from "../../server/model/slo.ts";
import type { SloAnswer } from "../../server/routers/sloAnswer.ts";
import { Status } from "../charts/Status.tsx";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCount } from "../format/formatNumbers.ts";
import { useZone } from "../state/usePreference.tsx";
import { type HeadWords, headWords } from "./headWords.ts";
import { eventNoun, formatBudget, formatGood, shortWindow } from "./sloWords.ts";

interface SloHeadProps {
  readonly answer: Pick<SloAnswer, "slo" | "reading" | "coverage" | "standing">;
  /** The instant that the page shows. */
  readonly atMs: number;
  readonly actions?: ReactNode;
}

export function SloHead({ answer, atMs, actions }: SloHeadProps) {
  const zone = useZone();
  const { slo: body, reading } = answer;
  const { look, said } = headWords(answer);
  return (
    <header className="rests flex flex-wrap items-center gap-x-6 gap-y-3 border-line border-b px-(--pad) py-3.5">
      <div className="flex min-w-0 flex-1 basis-[420px] gap-[11px] phone:basis-full">
        <span className="mt-[5px]">
          <Status kind={look.kind} size={14} label={look.word} />
        </span>
        <div className="min-w-0">
          <h1 className="font-semibold text-18 leading-[26px] tracking-[-0.014em] phone:text-[16px] phone:leading-[22px] wrap-anywhere">
            {headline(said, atMs, zone)}
          </h1>
          <p className="text-14 text-ink-2 phone:text-13">
            {saySlo(body)} {said.advice} {reading.sentence.knowledge}
          </p>
        </div>
      </div>
      <Figures body={body} reading={reading} />
      {actions && <div className="flex gap-2 phone:w-full phone:pl-[25px]">{actions}</div>}
    </header>
  );
}

/** "At this rate the budget is gone in 4.1 h, at 16:06"; with the day when it is another. */
export function headline({ headline: text, goneMs }: HeadWords["said"], atMs: number, zone: string): string {
  if (goneMs === null) return text;
  const day = formatInstant(goneMs, zone, "day");
  const time = formatInstant(goneMs, zone, "minute");
  if (day === formatInstant(atMs, zone, "day")) return `${text}, at ${time}`;
  return goneMs - atMs < 3 * 86_400_000 ? `${text}, on ${day} at ${time}` : `${text}, on ${day}`;
}

function Figures({ body, reading: { budget } }: { body: SloBody; reading: SloReading }) {
  const { remaining, goodRatio, allowedBad, failuresLeft } = budget;
  const tone = remaining !== null && remaining <= 0 ? "text-fail" : "";
  const left = failuresLeft === null ? null : Math.max(0, failuresLeft);
  const missed = goodRatio !== null && goodRatio < body.objective ? "text-fail" : "";
  return (
    <dl className="flex phone:w-full phone:pl-[25px]">
      <Figure name="Budget left" tone={tone}>
        {formatBudget(remaining)}
      </Figure>
      <Figure name={`Good, ${shortWindow(body.window)}`} tone={missed}>
        {formatGood(goodRatio, body.objective)}
      </Figure>
      <Figure name={`May still fail, ${eventNoun(body)}s`}>
        {left === null ? "–" : formatCount(left)}
        {left !== null && (
          <span className="ml-1.5 font-normal text-12 text-ink-3">of {formatCount(Math.floor(allowedBad))}</span>
        )}
      </Figure>
    </dl>
  );
}

function Figure({ name, tone = "", children }: { name: string; tone?: string; children: ReactNode }) {
  return (
    <div className="border-line border-l px-5 first:border-l-0 first:pl-0 last:pr-0 phone:px-3">
      <dt className="text-11 text-ink-3 whitespace-nowrap">{name}</dt>
      <dd className={`num whitespace-nowrap font-medium text-22 leading-7 tracking-[-0.022em] phone:text-18 ${tone}`}>
        {children}
      </dd>
    </div>
  );
}
