"use client";
/**
 * One equality on an attribute, typed in: keys are completed from what was sent, then that key's values with their types.
 * `retry=3` is a number, `retry="3"` a text; what it will be taken for stands below the field while one types.
 */
import { type FormEvent, useId, useState } from "react";
import { type AttributeEquals, parseAttributeFilter, writeAttributeFilter } from "../state/attributeFilters.ts";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";

const TYPE_WORDS: Readonly<Record<AttributeEquals["type"], string>> = {
  string: "text",
  int: "whole number",
  double: "number",
  bool: "true or false",
};

interface AttributeFieldProps {
  readonly signal: "traces" | "logs";
  readonly add: (filter: AttributeEquals) => void;
}

export function AttributeField({ signal, add }: AttributeFieldProps) {
  const [draft, setDraft] = useState("");
  const [isWanted, setWanted] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const list = useId();
  const options = useCompletions(signal, draft, isWanted);
  const filter = parseAttributeFilter(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRefused(filter === null && draft !== "");
    if (!filter) return;
    add(filter);
    setDraft("");
  };
  return (
    <form onSubmit={submit} className="rest relative phone:w-full">
      <input
        className="field mono w-[190px] phone:w-full"
        aria-label="Attribute, as in http.route=/cart"
        aria-invalid={isRefused}
        placeholder="attribute=value"
        autoComplete="off"
        spellCheck={false}
        list={list}
        value={draft}
        onFocus={() => setWanted(true)}
        onChange={(event) => {
          setRefused(false);
          setDraft(event.target.value);
        }}
      />
      <datalist id={list}>
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
      {(isRefused || filter) && (
        <p
          role={isRefused ? "alert" : "status"}
          className="float absolute top-8 z-10 w-[260px] px-2.5 py-1.5 text-12 text-ink-2"
        >
          {filter ? (
            <>
              Enter looks for <span className="mono text-ink">{writeAttributeFilter(filter)}</span>, a{" "}
              {TYPE_WORDS[filter.type]}.
            </>
          ) : (
            'Write a key, an equals sign and a value: retry=3, or user.id="42" for digits that are text.'
          )}
        </p>
      )}
    </form>
  );
}

/** `key=` for each key; after the equals sign `key=value` for each value seen. */
function useCompletions(signal: AttributeFieldProps["signal"], draft: string, isWanted: boolean): readonly string[] {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const key = draft.includes("=") ? draft.slice(0, draft.indexOf("=")).trim() : "";
  const { data: keys = [] } = useClockQuery(
    trpc.attributes.keys.queryOptions({ signal, startMs, endMs, limit: 500 }, { enabled: isWanted }),
  );
  const { data: values = [] } = useClockQuery(
    trpc.attributes.values.queryOptions(
      { signal, startMs, endMs, key, limit: 100 },
      { enabled: isWanted && key !== "" },
    ),
  );
  return key === ""
    ? keys.map((name) => `${name}=`)
    : values.map(({ type, text }) => writeAttributeFilter({ key, type, text }));
}
