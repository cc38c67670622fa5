/** An empty place that teaches: what would be here, why it is not, the exact next step. */
import type { ReactNode } from "react";
import { Status } from "../charts/Status.tsx";

interface EmptyNoticeProps {
  /** What would be here and why it is not, one sentence. */
  readonly title: ReactNode;
  /** What to do. */
  readonly children?: ReactNode;
}

export function EmptyNotice({ title, children }: EmptyNoticeProps) {
  return (
    <div className="flex gap-3 px-(--pad) py-6">
      <span className="mt-1">
        <Status kind="unknown" size={12} label="" />
      </span>
      <div className="min-w-0 max-w-[760px] flex-1">
        <div className="font-semibold text-14">{title}</div>
        {children && <div className="mt-1 text-14 text-ink-2">{children}</div>}
      </div>
    </div>
  );
}
