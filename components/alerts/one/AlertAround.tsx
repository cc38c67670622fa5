"use client";
/** Whom an alert hurts and who stands beside it: objectives with what is left of them, callers and callees, alerts of the same service. */
import type { ReactNode } from "react";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { alertHref } from "../alertView.ts";
import { gravityOf, severityWord } from "../alertWords.ts";
import { SeverityMark } from "../SeverityMark.tsx";
import { AffectedSlos } from "./AffectedSlos.tsx";
import type { OneAlert } from "./AlertScreen.tsx";
import { Neighbourhood } from "./Neighbourhood.tsx";

export function AlertAround({ answer }: { answer: OneAlert }) {
  const { alert, slos } = answer;
  const related = answer.related.filter(({ standing }) => standing !== "resolved");
  return (
    <div className="grid border-line border-t wide:grid-cols-3 wide:[&>*+*]:border-line wide:[&>*+*]:border-l phone:[&>*+*]:border-line phone:[&>*+*]:border-t">
      <AffectedSlos slos={slos} service={alert.service} />
      <Neighbourhood alert={alert} />
      <Beside title="Also firing" sub="of its service or group">
        {related.slice(0, MOST).map((other) => (
          <ClockLink
            key={`${other.fingerprint} ${other.ruleKey}`}
            href={alertHref(other)}
            className="flex min-h-8 items-center gap-2.5 border-line-soft border-t px-(--pad) py-1 hover:bg-surface focus-visible:outline-offset-[-2px]"
          >
            <SeverityMark
              gravity={gravityOf(other)}
              standing={other.standing}
              size={11}
              label={`${severityWord(other)}, ${other.standing}`}
            />
            <span className="line-clamp-2 min-w-0 flex-1">{shownText(other.sentence)}</span>
          </ClockLink>
        ))}
        {related.length === 0 && (
          <p className="px-(--pad) pb-3 text-12 text-ink-3">No other alert fires or is about to.</p>
        )}
        {related.length > MOST && (
          <p className="px-(--pad) py-1.5 text-12 text-ink-3">
            and {related.length - MOST} more,{" "}
            <ClockLink href="/alerts?group=service" className="link">
              see all
            </ClockLink>
          </p>
        )}
      </Beside>
    </div>
  );
}

const MOST = 6;

interface BesideProps {
  readonly title: string;
  readonly sub: string;
  readonly wayOn?: ReactNode;
  readonly children: ReactNode;
}

export function Beside({ title, sub, wayOn, children }: BesideProps) {
  return (
    <section aria-label={title} className="min-w-0 pb-1">
      <div className="sec">
        <h2>{title}</h2>
        <span className="sec-sub truncate">{sub}</span>
        {wayOn && <span className="ml-auto">{wayOn}</span>}
      </div>
      {children}
    </section>
  );
}
