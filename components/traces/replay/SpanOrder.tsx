"use client";
/** Which of two chosen spans came first, as far as anybody can know, and how it is known. */
import { useMemo, useState } from "react";
import { happensBefore } from "../../../server/analysis/happensBefore.ts";
import { nameOf, serviceOf, type TraceModel } from "../traceModel.ts";
import type { TraceState } from "../useTraceState.ts";
import { orderWords } from "./orderWords.ts";

export function SpanOrder({ model, state }: { model: TraceModel; state: TraceState }) {
  const [first, setFirst] = useState<number | null>(null);
  const second = state.selected;
  const name = (row: number) => `${serviceOf(model, row)} ${nameOf(model, row)}`;
  const words = useMemo(() => {
    if (first === null || first === second) return null;
    const of = (row: number) => `${serviceOf(model, row)} ${nameOf(model, row)}`;
    return orderWords(happensBefore(model, first, second), of, model.isAdjusted);
  }, [model, first, second]);
  return (
    <section aria-label="Which came first" className="flex-none border-line border-t px-(--pad) py-2 text-12">
      {first === null ? (
        <button type="button" className="link text-12" onClick={() => setFirst(second)}>
          Compare this span with another: which came first?
        </button>
      ) : (
        <>
          <p className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate text-ink-3" title={name(first)}>
              {name(first)}
            </span>
            <button type="button" className="link flex-none text-12" onClick={() => setFirst(null)}>
              Done
            </button>
          </p>
          <p className="mt-1">
            {words ?? "Choose another span in the rows; what is known of their order is told here."}
          </p>
        </>
      )}
    </section>
  );
}
