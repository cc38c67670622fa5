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
import { burnRow } from "./sloView.ts";

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
  readonly explain: () => void;
}

export function TellsPanel({ burns, tells, others, explain }: TellsPanelProps) {
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
      {others.length > 0 && (
        <ul className="border-line-soft border-t py-1.5">
          {others.map(({ condition, judgement }) => (
            <li key={condition.kind} className="flex items-baseline gap-2 px-(--pad) py-[3px] text-12">
              <span className="translate-y-px">
                <Status kind={shapeOf(condition, judgement)} size={10} label={judgement.holds ? "tells" : "quiet"} />
              </span>
              <span className="text-ink-2">{judgement.sentence}</span>
              <span className="ml-auto text-ink-3 whitespace-nowrap">{asked(condition)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function shapeOf({ severity }: SloCondition, { holds, value }: Judgement) {
  if (holds) return severity === "page" ? ("fail" as const) : ("warn" as const);
  return value === null ? ("unknown" as const) : ("ok" as const);
}

/** What is asked for: "ticket below 24 h". */
function asked(condition: SloCondition): string {
  if (condition.kind === "exhaustion") return `${condition.severity} below ${condition.hours} h`;
  if (condition.kind === "spent")
    return `${condition.severity} from ${Math.round(condition.ratio * 1000) / 10} % in ${condition.hours} h`;
  if (condition.kind === "absent") return `${condition.severity} after ${condition.minutes} min`;
  return condition.severity;
}

interface ReplayPanelProps {
  readonly replay: Replay;
  readonly window: TimeWindow;
  readonly title: string;
  /** How much of the window is known, in ms. */
  readonly knownMs: number;
  readonly go?: (atMs: number) => void;
}

export function ReplayPanel({ replay, window, title, knownMs, go }: ReplayPanelProps) {
  const lengthMs = window.endMs - window.startMs;
  const known = knownMs < lengthMs * 0.98 ? `, ${formatSpanOfTime(knownMs)} of which are known` : "";
  return (
    <section aria-label={title} className="rests border-line border-t">
      <div className="sec flex-wrap">
        <h2>{title}</h2>
        <span className="sec-sub">replayed, even before they existed{known}</span>
      </div>
      <p className="px-(--pad) text-12 text-ink-2">
        {replay.sentence}.
        {replay.heldBackMinutes > 0 &&
          ` In ${formatCountOf(replay.heldBackMinutes, "minute")} something was held back for low traffic.`}
      </p>
      <ReplayStrip episodes={replay.calls} startMs={window.startMs} endMs={window.endMs} go={go} />
    </section>
  );
}
