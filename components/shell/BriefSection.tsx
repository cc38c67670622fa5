/** A short list beside other things: its title, what it counts, the way to all of it. */
import type { ReactNode } from "react";
import { ClockLink } from "./ClockLink.tsx";

interface BriefSectionProps {
  readonly title: string;
  readonly sub?: string;
  readonly href: string;
  /** Words of the way to all of it. */
  readonly all: string;
  readonly children: ReactNode;
}

export function BriefSection({ title, sub = "", href, all, children }: BriefSectionProps) {
  return (
    <section aria-label={title} className="rests">
      <div className="sec">
        <h2>{title}</h2>
        <span className="sec-sub num">{sub}</span>
        <ClockLink href={href} className="link ml-auto text-12">
          {all}
        </ClockLink>
      </div>
      {children}
    </section>
  );
}

/** The same room while its rows are on their way. */
export function BriefSkeleton({ rows }: { rows: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity.
          key={row}
          className="flex h-[31px] items-center gap-2.5 px-(--pad)"
        >
          <span className="skeleton size-3" />
          <span className="skeleton h-3" style={{ width: 120 + ((row * 53) % 90) }} />
          <span className="skeleton ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  );
}
