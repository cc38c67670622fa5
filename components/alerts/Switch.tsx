"use client";
/** Something that is on or off, told by place and word as well as colour. */

interface SwitchProps {
  readonly on: boolean;
  /** Spoken name of what is on or off. */
  readonly label: string;
  /** Null: it cannot be changed now. */
  readonly flip: (() => void) | null;
}

export function Switch({ on, label, flip }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      disabled={flip === null}
      onClick={() => flip?.()}
      className="inline-flex h-6 items-center gap-1.5 align-middle text-11 text-ink-2 disabled:opacity-50"
    >
      <span
        aria-hidden="true"
        className={`relative h-3.5 w-6 rounded-full border ${on ? "border-accent bg-accent-fill" : "border-line-control bg-surface"}`}
      >
        <span
          className={`absolute top-1/2 size-2 -translate-y-1/2 rounded-full ${on ? "right-[3px] bg-on-accent" : "left-[3px] bg-ink-3"}`}
        />
      </span>
      {on ? "on" : "off"}
    </button>
  );
}
