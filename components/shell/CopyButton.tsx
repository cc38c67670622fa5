"use client";
/** Copies an id, a snippet, a link. */
import { Check, Copy } from "lucide-react";
import { useCopy } from "./useCopy.ts";

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, as in "trace id". */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const { copied, copy } = useCopy();
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={copied ? `Copied the ${what}` : `Copy the ${what}`}
      title={`Copy the ${what}`}
      onClick={() => void copy(text)}
    >
      <Icon size={13} strokeWidth={1.6} aria-hidden="true" />
    </button>
  );
}
