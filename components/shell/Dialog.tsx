"use client";
/** A sheet over the page: palette, keys. Escape and a click beside it close it; focus stays inside and returns. */
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";

interface DialogProps {
  /** Spoken; shown only when the content shows it itself. */
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly className?: string;
}

export function Dialog({ title, close, children, className = "w-[560px]" }: DialogProps) {
  return (
    <Primitive.Root open onOpenChange={(open) => !open && close()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-50 bg-canvas/60" />
        <Primitive.Content
          aria-describedby={undefined}
          className={`float fixed outline-none top-[14vh] left-1/2 z-50 max-h-[72vh] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden ${className}`}
        >
          <Primitive.Title className="sr-only">{title}</Primitive.Title>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
