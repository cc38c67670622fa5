"use client";
/** Matchers, one a line: label, how, value; offered from the labels there are. For silences, routes and inhibition. */
import { Plus, X } from "lucide-react";
import { useId } from "react";
import type { Matcher } from "../../server/model/notification.ts";
import { OPERATOR_WORDS, OPERATORS } from "./silences/matcherText.ts";

interface MatcherFieldsProps {
  readonly legend: string;
  readonly matchers: readonly Matcher[];
  readonly change: (matchers: readonly Matcher[]) => void;
  readonly disabled?: boolean;
  /** Label -> its values, for what is offered while one types. */
  readonly known: ReadonlyMap<string, ReadonlySet<string>>;
}

export function MatcherFields({ legend, matchers, change, disabled = false, known }: MatcherFieldsProps) {
  const id = useId();
  const replace = (place: number, next: Partial<Matcher>) =>
    change(matchers.map((matcher, i) => (i === place ? { ...matcher, ...next } : matcher)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5" disabled={disabled}>
      <legend className="sr-only">{legend}</legend>
      <datalist id={`${id}-names`}>
        {[...known.keys()].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {matchers.map(({ name, operator, value }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place; two may be equal while one types.
        <div key={place} className="grid grid-cols-[minmax(0,2fr)_auto_minmax(0,3fr)_28px] items-center gap-1.5">
          <input
            className="field mono text-12"
            aria-label={`Label ${place + 1}`}
            placeholder="label"
            list={`${id}-names`}
            value={name}
            onChange={(event) => replace(place, { name: event.target.value })}
          />
          <select
            className="field px-1.5 text-12"
            aria-label={`How label ${place + 1} is compared`}
            value={operator}
            onChange={(event) =>
              replace(place, { operator: OPERATORS.find((one) => one === event.target.value) ?? "=" })
            }
          >
            {OPERATORS.map((one) => (
              <option key={one} value={one}>
                {OPERATOR_WORDS[one]}
              </option>
            ))}
          </select>
          <input
            className="field mono text-12"
            aria-label={`Value ${place + 1}`}
            placeholder={operator.endsWith("~") ? "regular expression" : "value"}
            list={`${id}-values-${place}`}
            value={value}
            onChange={(event) => replace(place, { value: event.target.value })}
          />
          <datalist id={`${id}-values-${place}`}>
            {[...(known.get(name) ?? [])].map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          <button
            type="button"
            className="icon-btn"
            aria-label={`Take away matcher ${place + 1}`}
            onClick={() => change(matchers.filter((_, i) => i !== place))}
          >
            <X size={13} strokeWidth={1.75} aria-hidden="true" />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="btn btn-quiet btn-sm self-start"
        onClick={() => change([...matchers, { name: "", operator: "=", value: "" }])}
      >
        <Plus size={13} strokeWidth={1.75} aria-hidden="true" />
        Add a matcher
      </button>
    </fieldset>
  );
}

/** What may be offered, from the labels of alerts. */
export function knownLabels(
  sets: readonly { readonly labels: Readonly<Record<string, string>> }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  for (const { labels } of sets) {
    for (const [name, value] of Object.entries(labels)) {
      known.set(name, (known.get(name) ?? new Set()).add(value));
    }
  }
  return known;
}
