"use client";
/** The field that `/` goes to: what a page's list is searched by. Escape leaves it; an empty one is null, so that the address forgets it. */
import { Search } from "lucide-react";

interface SearchFieldProps {
  /** Spoken: "Find a service". */
  readonly name: string;
  readonly value: string;
  readonly change: (text: string | null) => void;
  /** What it looks in; its name unless given. */
  readonly placeholder?: string;
  /** Width and height of the field. */
  readonly field: string;
  /** How it stands among others. */
  readonly className?: string;
}

export function SearchField({ name, value, change, placeholder = name, field, className }: SearchFieldProps) {
  return (
    <label className={`relative flex items-center ${className ?? "phone:w-full"}`}>
      <span className="sr-only">{name}</span>
      <Search size={13} strokeWidth={1.6} aria-hidden="true" className="absolute left-2 text-ink-3" />
      <input
        type="search"
        data-page-search
        value={value}
        onChange={(event) => change(event.target.value || null)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        placeholder={placeholder}
        className={`field pl-7 ${field}`}
      />
    </label>
  );
}
