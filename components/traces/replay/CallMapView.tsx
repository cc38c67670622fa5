"use client";
/** The services of a trace lit up as it plays: outlined while something of them is open, red once something failed, pale before. */
import { useMemo } from "react";
import { ServiceName } from "../../charts/ServiceName.tsx";
import { Status } from "../../charts/Status.tsx";
import { formatCount } from "../../format/formatNumbers.ts";
import type { TraceModel } from "../traceModel.ts";
import { type CallBox, type CallLine, callMap } from "./callMap.ts";
import { type Doing, doingOf, type TraceReplayer } from "./traceReplayer.ts";
import { usePlayed } from "./useReplayMoment.ts";

const BOX = { width: 148, height: 30, gapX: 46, gapY: 8, pad: 12 };
const left = ({ column }: CallBox) => BOX.pad + column * (BOX.width + BOX.gapX);
const top = ({ line }: CallBox) => BOX.pad + line * (BOX.height + BOX.gapY);

/** Longer lists scroll; the waterfall needs its room. */
const MOST_PX = 190;
/** A map of hundreds of boxes says nothing that the rows do not. */
const MOST_BOXES = 120;

export function CallMapView({ model, replayer }: { model: TraceModel; replayer: TraceReplayer }) {
  const map = useMemo(() => callMap(model), [model]);
  usePlayed(replayer);
  if (map.boxes.length < 2 || map.boxes.length > MOST_BOXES) return null;
  const width = BOX.pad * 2 + map.columns * (BOX.width + BOX.gapX) - BOX.gapX;
  const height = BOX.pad * 2 + map.height * (BOX.height + BOX.gapY) - BOX.gapY;
  return (
    <section
      aria-label="Services of this trace"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
      className="flex-none overflow-auto border-line border-b focus-visible:outline-offset-[-2px] phone:hidden"
      style={{ maxHeight: MOST_PX }}
    >
      <div className="relative" style={{ width, height }}>
        <svg className="absolute inset-0" width={width} height={height} aria-hidden="true">
          {map.lines.map((line) => (
            <Line key={`${line.from.service} ${line.to.service}`} line={line} replayer={replayer} />
          ))}
        </svg>
        {map.boxes.map((box) => (
          <Box key={box.service} box={box} replayer={replayer} />
        ))}
      </div>
    </section>
  );
}

const LINE_LOOKS: Readonly<Record<Doing, string>> = {
  waiting: "stroke-line",
  open: "stroke-accent",
  done: "stroke-line-control",
  failed: "stroke-fail-fill",
};

function Line({ line, replayer }: { line: CallLine; replayer: TraceReplayer }) {
  const { doing } = doingOf(replayer.states, line.rows);
  const back = line.to.column <= line.from.column;
  const [x1, y1] = [left(line.from) + (back ? 0 : BOX.width), top(line.from) + BOX.height / 2];
  const [x2, y2] = [left(line.to) + (back ? BOX.width : 0), top(line.to) + BOX.height / 2];
  const bend = back ? -BOX.gapX / 2 : (x2 - x1) / 2;
  return (
    <path
      className={LINE_LOOKS[doing]}
      d={`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
      fill="none"
      strokeWidth={doing === "open" || doing === "failed" ? 2 : 1}
      strokeDasharray={doing === "waiting" ? "2 4" : undefined}
    />
  );
}

const BOX_LOOKS: Readonly<Record<Doing, string>> = {
  waiting: "border-line border-dashed opacity-55",
  open: "border-accent bg-sel",
  done: "border-line-strong",
  failed: "border-fail-fill text-fail",
};
const DOING_WORDS: Readonly<Record<Doing, string>> = {
  waiting: "not called yet",
  open: "at work",
  done: "done",
  failed: "failed",
};

function Box({ box, replayer }: { box: CallBox; replayer: TraceReplayer }) {
  const { doing, open } = doingOf(replayer.states, box.rows);
  return (
    <div
      className={`absolute flex items-center gap-1.5 rounded-6 border bg-surface px-2 text-12 ${BOX_LOOKS[doing]}`}
      style={{ left: left(box), top: top(box), width: BOX.width, height: BOX.height }}
      title={`${box.service}: ${DOING_WORDS[doing]}`}
      data-doing={doing}
    >
      {doing === "failed" && <Status kind="fail" size={10} label="failed" />}
      <span className="min-w-0 flex-1 truncate">
        <ServiceName service={box.service} />
      </span>
      {open > 0 && <span className="num text-11 text-ink-2">{formatCount(open)}</span>}
    </div>
  );
}
