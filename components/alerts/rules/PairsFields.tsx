"use client";
/** Names with their texts, one a line: labels, annotations, attributes. */
import { Plus, X } from "lucide-react";
import type { NamedText } from "./ruleDraft.ts";

interface PairsFieldsProps {
  readonly legend: string;
  /** What one line is: "label". */
  readonly what: string;
  readonly pairs: readonly NamedText[];
  readonly change: (pairs: readonly NamedText[]) => void;
  readonly trouble?: string | null;
}

export function PairsFields({ legend, what, pairs, change, trouble = null }: PairsFieldsProps) {
  const replace = (place: number, next: Partial<NamedText>) =>
    change(pairs.map((pair, i) => (i === place ? { ...pair, ...next } : pair)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 text-12 text-ink-2">{legend}</legend>
      {pairs.map(({ name, text }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place; two may be equal while one types.
        <div key={place} className="grid grid-cols-[minmax(0,2fr)_minmax(0,4fr)_28px] items-center gap-1.5">
          <input
            className="field mono text-12"
            aria-label={`Name of ${what} ${place + 1}`}
            placeholder="name"
            autoComplete="off"
            value={name}
            onChange={(event) => replace(place, { name: event.target.value })}
          />
          <input
            className="field mono text-12"
            aria-label={`Text of ${what} ${place + 1}`}
            placeholder="text"
            autoComplete="off"
            value={text}
            onChange={(event) => replace(place, { text: event.target.value })}
          />
          <button
            type="button"
            className="icon-btn"
            aria-label={`Take away ${what} ${place + 1}`}
            onClick={() => change(pairs.filter((_, i) => i !== place))}
          >
            <X size={13} strokeWidth={1.75} aria-hidden="true" />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="btn btn-quiet btn-sm -ml-2 self-start"
        onClick={() => change([...pairs, { name: "", text: "" }])}
      >
        <Plus size={13} strokeWidth={1.75} aria-hidden="true" />
        Add {/^[aeiou]/.test(what) ? "an" : "a"} {what}
      </button>
      {trouble && (
        <span role="alert" className="text-11 text-fail">
          {trouble}
        </span>
      )}
    </fieldset>
  );
}
