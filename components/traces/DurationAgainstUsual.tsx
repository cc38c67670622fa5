"use client";
/** How long the span took among all calls of its operation in the hour before: a histogram with this one marked. */
import { useQuery } from "@tanstack/react-query";
import { formatDuration } from "../format/formatDuration.ts";
import { useTRPC } from "../trpc/client.tsx";
import { prepareUsual } from "./prepareUsual.ts";
import type { TraceModel } from "./traceModel.ts";
import { usualInput } from "./usualInput.ts";

const HEIGHT_PX = 62;
const WIDTH = 352;

export function DurationAgainstUsual({ model, row }: { model: TraceModel; row: number }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.traces.usual.queryOptions(usualInput(model, row)));
  if (!data) return null;
  const own = model.durationNano[row] ?? 0;
  const usual = prepareUsual(data, own);
  const x = usual.ownAt * WIDTH;
  const flips = x > WIDTH * 0.6;
  return (
    <section className="px-(--pad) pt-3 pb-2.5">
      <h2 className="mb-1.5 flex items-center">
        Duration against its last hour
        <span className="ml-auto font-normal text-11 text-ink-3">{usual.words}</span>
      </h2>
      <svg
        width="100%"
        height={HEIGHT_PX + 16}
        viewBox={`0 0 ${WIDTH} ${HEIGHT_PX + 16}`}
        role="img"
        aria-label={usual.words}
      >
        {usual.bars.map(({ at, width, share }) => (
          <rect
            key={at}
            x={at * WIDTH}
            width={Math.max(width * WIDTH - 1, 1)}
            y={HEIGHT_PX - Math.max(share * (HEIGHT_PX - 20), 0.8)}
            height={Math.max(share * (HEIGHT_PX - 20), 0.8)}
            fill="var(--spark)"
            opacity={0.75}
          />
        ))}
        <line x1={0} x2={WIDTH} y1={HEIGHT_PX + 0.5} y2={HEIGHT_PX + 0.5} stroke="var(--line-strong)" />
        <line
          x1={x}
          x2={x}
          y1={5}
          y2={HEIGHT_PX}
          stroke={usual.isSlow ? "var(--fail-fill)" : "var(--text-1)"}
          strokeWidth={2}
        />
        <text
          className="halo num"
          style={{ stroke: "var(--surface)" }}
          x={flips ? x - 6 : x + 6}
          y={13}
          fontSize={11}
          fontWeight={500}
          textAnchor={flips ? "end" : "start"}
          fill={usual.isSlow ? "var(--fail)" : "var(--text-1)"}
        >
          this one {formatDuration(own)}
        </text>
        {usual.ticks.map(({ at, nano }) => (
          <text
            key={nano}
            className="num"
            x={at * WIDTH}
            y={HEIGHT_PX + 14}
            fontSize={11}
            textAnchor="middle"
            fill="var(--text-3)"
          >
            {formatDuration(nano)}
          </text>
        ))}
      </svg>
    </section>
  );
}
