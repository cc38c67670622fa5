"use client";
/** One query: its letter, which turns it on and off, the editor, the legend's form, and what can be done with it. */
import { Copy, TextAlignStart, Trash2 } from "lucide-react";
import { useRef } from "react";
import { QueryEditor } from "../editor/QueryEditor.tsx";
import { layOutQuery } from "../editor/queryProblems.ts";
import type { Draft, Drafts } from "./useDrafts.ts";
import { refOf } from "./useExploreState.ts";

interface QueryRowProps {
  readonly place: number;
  readonly draft: Draft;
  readonly drafts: Drafts;
  /** Runs the drafts as they are given; those that were run already only when asked `anew`. */
  readonly run: (drafts: readonly Draft[], anew?: boolean) => void;
  readonly recall: (id: number, direction: -1 | 1) => string | null;
  readonly focus: boolean;
}

export function QueryRow({ place, draft, drafts, run, recall, focus }: QueryRowProps) {
  const ref = refOf(place);
  const { id, expr, legend, off } = draft;
  const before = useRef(legend);
  const layOut = async () => {
    const text = await layOutQuery(expr);
    if (text !== null) drafts.edit(id, { expr: text });
  };
  return (
    <fieldset className="flex min-w-0 items-start gap-2 phone:flex-wrap">
      <legend className="sr-only">Query {ref}</legend>
      <button
        type="button"
        aria-pressed={!off}
        aria-label={`Query ${ref} is ${off ? "off" : "on"}`}
        title={off ? "Show this query" : "Leave this query out"}
        onClick={() => run(drafts.edit(id, { off: !off }))}
        className={`mt-[2px] grid size-7 flex-none place-items-center rounded-6 border font-semibold text-12 ${
          off ? "border-line-strong text-ink-3 line-through" : "border-line-control bg-raised text-ink"
        }`}
      >
        {ref}
      </button>
      <QueryEditor
        text={expr}
        label={`Query ${ref}`}
        focus={focus}
        change={(text) => text !== expr && drafts.edit(id, { expr: text })}
        run={() => run(drafts.drafts)}
        recall={(direction) => recall(id, direction)}
      />
      <div className="flex flex-none items-center gap-0.5 phone:w-full phone:pl-9">
        <input
          className="field mono mr-1.5 h-[32px] w-44 text-12 phone:flex-1"
          aria-label={`Legend of query ${ref}`}
          placeholder="legend, as in {{job}}"
          value={legend}
          onChange={(event) => drafts.edit(id, { legend: event.target.value })}
          onFocus={() => {
            before.current = legend;
          }}
          onBlur={() => legend !== before.current && run(drafts.drafts, false)}
          onKeyDown={(event) => event.key === "Enter" && run(drafts.drafts)}
        />
        <Tool name={`Lay out query ${ref}`} run={() => void layOut()} icon={TextAlignStart} />
        <Tool
          name={`Copy query ${ref} into a new one`}
          run={() => drafts.add({ expr, legend, off: false })}
          icon={Copy}
        />
        <Tool
          name={`Remove query ${ref}`}
          run={() => run(drafts.remove(id))}
          icon={Trash2}
          disabled={drafts.drafts.length === 1 && expr === ""}
        />
      </div>
    </fieldset>
  );
}

interface ToolProps {
  readonly name: string;
  readonly run: () => void;
  readonly icon: typeof Copy;
  readonly disabled?: boolean;
}

function Tool({ name, run, icon: Icon, disabled = false }: ToolProps) {
  return (
    <button
      type="button"
      className="icon-btn h-8 disabled:opacity-40"
      aria-label={name}
      title={name}
      onClick={run}
      disabled={disabled}
    >
      <Icon size={14} strokeWidth={1.6} aria-hidden="true" />
    </button>
  );
}
