"use client";
/** When these rules told over a stretch, also before they existed: a line of time with a shape for each time, each the way to that instant. */
import { timeTicks } from "../charts/axis.ts";
import { Status } from "../charts/Status.tsx";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { useZone } from "../state/usePreference.tsx";
import { useWidth } from "../state/useWidth.ts";

export interface ReplayEpisode {
  readonly startMs: number;
  /** Null: it still tells. */
  readonly endMs: number | null;
  readonly severity: "page" | "ticket";
  readonly isFalse: boolean;
}

interface ReplayStripProps {
  readonly episodes: readonly ReplayEpisode[];
  readonly startMs: number;
  readonly endMs: number;
  /** Shows the page as of an instant. Without: shapes lead nowhere. */
  readonly go?: ((atMs: number) => void) | undefined;
}

const PAD = 20;
const LEAST_APART_PX = 13;
const PX_PER_TICK = 82;

export function ReplayStrip({ episodes, startMs, endMs, go }: ReplayStripProps) {
  const zone = useZone();
  const [ref, width] = useWidth<HTMLDivElement>();
  const x = (atMs: number) => PAD + ((atMs - startMs) / (endMs - startMs)) * (width - 2 * PAD);
  const ticks = timeTicks(startMs, endMs, zone, Math.max(2, Math.floor((width - 2 * PAD) / PX_PER_TICK)));
  return (
    <div ref={ref} className="relative h-[52px]">
      {width > 0 && (
        <>
          <span className="absolute top-[13px] h-px bg-line-strong" style={{ left: PAD, right: PAD }} />
          {markGroups(episodes, x).map((group) => (
            <Mark
              key={group.first.startMs}
              group={group}
              left={x(group.first.startMs)}
              most={width - PAD}
              zone={zone}
              go={go}
            />
          ))}
          {ticks.map(({ timeMs, style }) => (
            <span
              key={timeMs}
              className="num absolute top-8 -translate-x-1/2 text-11 text-ink-3 whitespace-nowrap"
              style={{ left: x(timeMs) }}
            >
              {formatInstant(timeMs, zone, style).replace(/^[A-Z]\w\w (?=\d)/, "")}
            </span>
          ))}
        </>
      )}
    </div>
  );
}

interface MarkGroup {
  readonly first: ReplayEpisode;
  readonly severity: "page" | "ticket";
  readonly count: number;
}

/** Marks that would cover each other become one, as grave as the gravest of them. */
export function markGroups(episodes: readonly ReplayEpisode[], x: (atMs: number) => number): MarkGroup[] {
  const groups: MarkGroup[] = [];
  for (const episode of [...episodes].sort((a, b) => a.startMs - b.startMs)) {
    const last = groups.at(-1);
    if (last && x(episode.startMs) - x(last.first.startMs) < LEAST_APART_PX) {
      const severity = last.severity === "page" ? "page" : episode.severity;
      groups[groups.length - 1] = { ...last, severity, count: last.count + 1 };
    } else groups.push({ first: episode, severity: episode.severity, count: 1 });
  }
  return groups;
}

interface MarkProps {
  readonly group: MarkGroup;
  readonly left: number;
  /** No further right. */
  readonly most: number;
  readonly zone: string;
  readonly go: ReplayStripProps["go"];
}

function Mark({ group, left, most, zone, go }: MarkProps) {
  const { first, severity, count } = group;
  const lasted = first.endMs === null ? "goes on" : `for ${formatSpanOfTime(first.endMs - first.startMs)}`;
  const words = `${formatInstant(first.startMs, zone, "dayMinute")}: ${severity}${first.isFalse ? ", a false one" : ""}, ${lasted}${count > 1 ? `, and ${count - 1} more` : ""}`;
  const shape = (
    <>
      <Status kind={severity === "page" ? "fail" : "warn"} size={11} label={words} />
      {count > 1 && <span className="num -ml-px text-[10px] font-semibold text-ink-2">{count}</span>}
    </>
  );
  const look = "absolute top-[5px] flex h-4 -translate-x-1/2 items-center gap-1 rounded bg-canvas px-[3px]";
  if (!go)
    return (
      <span className={look} style={{ left: Math.min(left, most) }} title={words}>
        {shape}
      </span>
    );
  return (
    <button
      type="button"
      onClick={() => go(first.startMs)}
      className={look}
      style={{ left: Math.min(left, most) }}
      title={words}
    >
      {shape}
    </button>
  );
}
