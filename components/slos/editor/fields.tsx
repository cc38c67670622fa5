"use client";
/** The few kinds of fields that the editor is made of: each with its label, its hint, and its sentence when something stands in the way. */
import { type ReactNode, useId } from "react";
import { Status } from "../../charts/Status.tsx";
import type { DraftField } from "../readDraft.ts";
import type { SloDraft } from "../sloDraft.ts";
import { useDraftForm } from "./draftForm.tsx";

export function FormSection({ title, sub, children }: { title: string; sub?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-line border-t px-(--pad) pt-3 pb-5 first:border-t-0">
      <h2 className="mb-2.5">
        {title} {sub && <span className="ml-1 font-normal text-12 text-ink-3">{sub}</span>}
      </h2>
      <div className="flex flex-col gap-3">{children}</div>
    </section>
  );
}

/** Fields of the draft that are texts. */
export type TextField = {
  [K in keyof SloDraft]: SloDraft[K] extends string ? (string extends SloDraft[K] ? K : never) : never;
}[keyof SloDraft];

interface FieldProps {
  readonly field: TextField;
  readonly label: string;
  readonly hint?: ReactNode;
  /** After the field: "%", "hours". */
  readonly unit?: string;
  readonly placeholder?: string;
  /** Tailwind width of the field; all there is unless given. */
  readonly width?: string;
  readonly options?: readonly string[];
  readonly mono?: boolean;
  readonly lines?: number;
}

export function Field({ field, label, hint, unit, placeholder, width = "w-full", options, mono, lines }: FieldProps) {
  const { draft, set, problem, visit } = useDraftForm();
  const id = useId();
  const sentence = problem(field);
  const shared = {
    id,
    value: draft[field],
    placeholder,
    "aria-invalid": sentence !== undefined,
    "aria-describedby": sentence ? `${id}-problem` : undefined,
    onBlur: () => visit(field),
    className: `field text-13 ${width} ${mono ? "mono" : ""} ${sentence ? "border-fail" : ""}`,
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-12 text-ink-2">
        {label}
      </label>
      <span className="flex min-w-0 items-center gap-1.5">
        {lines === undefined ? (
          <input
            {...shared}
            autoComplete="off"
            spellCheck={false}
            list={options ? `${id}-options` : undefined}
            onChange={(event) => set({ [field]: event.target.value })}
          />
        ) : (
          <textarea
            {...shared}
            rows={lines}
            className={`${shared.className} h-auto py-1.5`}
            onChange={(event) => set({ [field]: event.target.value })}
          />
        )}
        {unit && <span className="text-12 text-ink-2 whitespace-nowrap">{unit}</span>}
      </span>
      {options && (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
      <Problem id={`${id}-problem`} sentence={sentence} />
      {hint && <p className="text-12 text-ink-3">{hint}</p>}
    </div>
  );
}

export function Problem({ id, sentence }: { id?: string; sentence: string | undefined }) {
  if (sentence === undefined) return null;
  return (
    <p id={id} className="flex items-baseline gap-1.5 text-12 text-fail">
      <Status kind="fail" size={8} label="" />
      <span>{sentence}</span>
    </p>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, name: string])[];
  readonly choose: (value: Value) => void;
}

/** One of a few, side by side. */
export function Choice<Value extends string>({ label, value, options, choose }: ChoiceProps<Value>) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="mb-1 text-12 text-ink-2">{label}</legend>
      <span className="seg max-w-full self-start overflow-x-auto [scrollbar-width:none] *:flex-none *:whitespace-nowrap">
        {options.map(([option, name]) => (
          <button key={option} type="button" aria-pressed={option === value} onClick={() => choose(option)}>
            {name}
          </button>
        ))}
      </span>
    </fieldset>
  );
}

interface CheckProps {
  readonly checked: boolean;
  readonly toggle: (checked: boolean) => void;
  readonly children: ReactNode;
  /** Fields that count while it is on. */
  readonly more?: ReactNode;
}

export function Check({ checked, toggle, children, more }: CheckProps) {
  return (
    <div className="flex flex-col gap-2">
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-[3px]"
          checked={checked}
          onChange={(event) => toggle(event.target.checked)}
        />
        <span>{children}</span>
      </label>
      {checked && more && <div className="ml-[21px] flex flex-wrap gap-3">{more}</div>}
    </div>
  );
}

/** A number within a sentence: "Tell when less than [24] hours are left". */
export function Inline({ field, label, unit }: { field: TextField & DraftField; label: string; unit: string }) {
  return <Field field={field} label={label} unit={unit} width="w-20" />;
}
