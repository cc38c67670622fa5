/** An empty place that teaches: what would be here, why it is not, the exact next step. */
import type { ReactNode } from "react";
import { Status } from "../charts/Status.tsx";

interface EmptyNoticeProps {
  /** What would be here and why it is not, one sentence; as `h1` where it is the page's own. */
  readonly title: ReactNode;
  /** What to do. */
  readonly children?: ReactNode;
}

export function EmptyNotice({ title, children }: EmptyNoticeProps) {
  return (
    <div className="flex gap-3 px-(--pad) pt-3.5 pb-6">
      <span className="mt-[5px]">
        <Status kind="unknown" size={14} label="" />
      </span>
      <div className="min-w-0 max-w-[760px] flex-1">
        <div className="font-semibold text-14 leading-6 [&>h1]:text-18 [&>h1]:leading-[26px] [&>h1]:tracking-[-0.014em]">
          {title}
        </div>
        {children && <div className="mt-1 text-14 text-ink-2">{children}</div>}
      </div>
    </div>
  );
}
