"use client";
/** What stands out, in words, each leading to its row; below, in one line each, what is odd about the trace itself. */
import type { CSSProperties } from "react";
import { Status } from "../charts/Status.tsx";
import type { Oddity, Story } from "./prepareFindings.ts";
import type { TraceModel } from "./traceModel.ts";
import type { TraceState } from "./useTraceState.ts";

interface TraceFindingsProps {
  readonly stories: readonly Story[];
  readonly oddities: readonly Oddity[];
  readonly state: TraceState;
  readonly model: TraceModel;
}

export function TraceFindings({ stories, oddities, state, model }: TraceFindingsProps) {
  if (stories.length === 0 && oddities.length === 0) return null;
  return (
    <section aria-label="What stands out" className="flex-none border-line border-b">
      {stories.length > 0 && (
        <div
          className="grid phone:grid-cols-1 wide:grid-cols-[repeat(var(--stories),minmax(0,1fr))]"
          style={{ "--stories": stories.length } as CSSProperties}
        >
          {stories.map((story, at) => (
            <div
              key={story.kind}
              className={`min-w-0 py-[11px] pr-4 pl-(--pad) ${at > 0 ? "border-line border-l phone:hidden" : ""}`}
            >
              <h2 className="mb-0.5 truncate text-14 leading-5" title={`${story.lead} ${story.title}`}>
                {story.lead && <span className={story.isBad ? "text-fail" : ""}>{story.lead} </span>}
                {story.title}
              </h2>
              <p className="line-clamp-3 text-12 text-ink-2 leading-[17px]">
                {story.text}{" "}
                <button type="button" className="link" onClick={() => state.select(story.row, "span")}>
                  Show it
                </button>
              </p>
            </div>
          ))}
        </div>
      )}
      {oddities.length > 0 && (
        <ul
          className={`flex flex-wrap gap-x-5 gap-y-1 px-(--pad) py-1.5 text-12 ${stories.length > 0 ? "border-line border-t" : ""}`}
        >
          {oddities.map(({ kind, row, text }) => (
            <li key={kind} className="flex items-center gap-1.5">
              <Status kind="warn" size={10} label="" />
              <button type="button" className="text-left text-ink-2 hover:text-ink" onClick={() => state.select(row)}>
                {text}
              </button>
              {kind === "clockSkew" && (
                <button
                  type="button"
                  className="link"
                  aria-pressed={model.isAdjusted}
                  onClick={() => state.setAdjusted(!model.isAdjusted)}
                >
                  {model.isAdjusted ? "Show as sent" : "Adjust"}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
