"use client";
/** A PromQL expression of an indicator: the console's query editor with its label, hint and sentence. */
import { QueryEditor } from "../../editor/QueryEditor.tsx";
import { useDraftForm } from "./draftForm.tsx";
import { Problem } from "./fields.tsx";

interface PromqlFieldProps {
  readonly field: "part" | "total" | "query";
  readonly label: string;
  readonly hint: string;
}

const nothing = () => undefined;

export function PromqlField({ field, label, hint }: PromqlFieldProps) {
  const { draft, set, problem, visit, locked } = useDraftForm();
  const text = draft[field];
  return (
    <fieldset className="flex min-w-0 flex-col gap-1" onBlur={() => visit(field)}>
      <legend className="mb-1 text-12 text-ink-2">{label}</legend>
      {locked ? (
        <pre className="field mono h-auto whitespace-pre-wrap py-1.5 text-12 wrap-anywhere">{text}</pre>
      ) : (
        <QueryEditor
          text={text}
          label={label}
          focus={false}
          change={(next) => next !== text && set({ [field]: next })}
          run={nothing}
          recall={() => null}
        />
      )}
      <Problem sentence={problem(field)} />
      <p className="mono text-ink-3">{hint}</p>
    </fieldset>
  );
}
