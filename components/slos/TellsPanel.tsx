"use client";
/** What tells of an SLO now (burn windows, hours left, budget spent, silence), and when these rules would have told in the past. */
import type { Judgement } from "../../server/analysis/slo/judgeCondition.ts";
import type { Replay } from "../../server/analysis/slo/replayConditions.ts";
import type { BurnReading } from "../../server/analysis/slo/sloReading.ts";
import type { SloCondition } from "../../server/model/slo.ts";
import type { TimeWindow } from "../../server/model/time.ts";
import { Status } from "../charts/Status.tsx";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { BurnTable } from "./BurnTable.tsx";
import { ReplayStrip } from "./ReplayStrip.tsx";
import { burnRow, knownWindow } from "./sloView.ts";

export interface JudgedCondition {
  readonly condition: SloCondition;
  readonly judgement: Judgement;
}

interface TellsPanelProps {
  readonly burns: readonly BurnReading[];
  /** Whether the burn windows tell anybody. */
  readonly tells: boolean;
  /** The other conditions that are asked for. */
  readonly others: readonly JudgedCondition[];
  /** Of those that cannot come to hold, why. */
  readonly neverFires: readonly string[];
  readonly explain: () => void;
}

export function TellsPanel({ burns, tells, others, neverFires, explain }: TellsPanelProps) {
  return (
    <section aria-label="Burn windows" className="rests">
      <div className="sec">
        <h2>Burn windows</h2>
        <span className="sec-sub">{tells ? "an alert needs both, long and short" : "for a look: nobody is told"}</span>
      </div>
      <BurnTable
        rows={burns.map(burnRow)}
        foot={
          <button type="button" className="link" onClick={explain}>
            How this is computed
          </button>
        }
      />
      {neverFires.map((sentence) => (
        <p key={sentence} className="flex items-baseline gap-2 bg-warn-tint px-(--pad) py-1 text-12">
          <Status kind="warn" size={9} label="" />
          <span>{sentence}</span>
        </p>
      ))}
      {others.length > 0 && (
        <ul className="border-line-soft border-t py-1.5">
          {others.map(({ condition, judgement }) => (
            <li key={condition.kind} className="flex items-baseline gap-3 px-(--pad) py-[3px] text-12">
              <span className="min-w-0 flex-1 text-ink-2">{judgement.sentence}</span>
              <span className="text-11 text-ink-3 whitespace-nowrap phone:hidden">{asked(condition)}</span>
              <Tells condition={condition} judgement={judgement} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Tells({ condition: { severity }, judgement: { holds, heldBack } }: JudgedCondition) {
  const kind = holds ? (severity === "page" ? "fail" : "warn") : heldBack ? "unknown" : "ok";
  const tone = holds ? (severity === "page" ? "text-fail" : "text-warn") : "text-ink-2";
  return (
    <span className={`flex w-[70px] items-center justify-end gap-[7px] font-medium text-13 ${tone}`}>
      <Status kind={kind} size={11} label="" />
      {holds ? severity : heldBack ? "too few" : "quiet"}
    </span>
  );
}

/** What is asked for: "below 24 h". */
function asked(condition: SloCondition): string {
  if (condition.kind === "exhaustion") return `a ${condition.severity} below ${condition.hours} h`;
  if (condition.kind === "spent")
    return `a ${condition.severity} from ${Math.round(condition.ratio * 1000) / 10} % in ${condition.hours} h`;
  if (condition.kind === "absent") return `a ${condition.severity} after ${condition.minutes} min`;
  return condition.severity;
}

interface ReplayPanelProps {
  readonly replay: Replay;
  readonly window: TimeWindow;
  readonly title: string;
  /** From here on something is known; null: nothing is. */
  readonly firstKnownMs: number | null;
  readonly go?: (atMs: number) => void;
}

export function ReplayPanel({ replay, window, title, firstKnownMs, go }: ReplayPanelProps) {
  const shown = knownWindow(window, firstKnownMs);
  return (
    <section aria-label={title} className="rests border-line border-t">
      <div className="sec">
        <h2>{title}</h2>
        <span className="sec-sub truncate">replayed, even before they existed</span>
      </div>
      <p className="px-(--pad) text-12 text-ink-2">
        {replay.sentence}.
        {replay.heldBackMinutes > 0 &&
          ` In ${formatCountOf(replay.heldBackMinutes, "minute")} something was held back for low traffic.`}
        {shown.startMs > window.startMs &&
          ` Of ${formatSpanOfTime(window.endMs - window.startMs)} the last ${formatSpanOfTime(window.endMs - shown.startMs)} are known.`}
      </p>
      <ReplayStrip episodes={replay.calls} startMs={shown.startMs} endMs={shown.endMs} go={go} />
    </section>
  );
}
