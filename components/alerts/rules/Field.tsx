/** A field of a form with its name, a hint beneath, and what stands in its way in place of the hint. */
import type { ReactNode } from "react";

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Why it cannot stay as it is; null when it can. */
  readonly trouble?: string | null;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Field({ label, hint, trouble = null, className = "", children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among its children.
    <label className={`flex min-w-0 flex-col gap-1 text-12 text-ink-2 ${className}`}>
      {label}
      {children}
      {trouble !== null ? (
        <span role="alert" className="text-11 text-fail">
          {trouble}
        </span>
      ) : (
        hint && <span className="text-11 text-ink-3">{hint}</span>
      )}
    </label>
  );
}

/** A part of a long form. */
export function FormPart({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className="flex min-w-0 flex-col gap-3 border-line border-t px-(--pad) pt-3 pb-5 first:border-t-0"
    >
      <div className="flex items-baseline gap-2">
        <h2>{title}</h2>
        {note && <span className="text-12 text-ink-3">{note}</span>}
      </div>
      {children}
    </section>
  );
}
