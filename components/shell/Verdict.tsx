/** The one sentence a page exists for: what is true now, at 18 px, with its proof beneath and its ways on beside it. */
import type { ReactNode } from "react";
import { Status, type StatusKind } from "../charts/Status.tsx";

interface VerdictProps {
  readonly kind: StatusKind;
  readonly sentence: ReactNode;
  readonly why?: ReactNode;
  /** Buttons, at most one of them filled. */
  readonly actions?: ReactNode;
  /** It follows the moving playhead; others are dimmed meanwhile, since they speak of another instant. */
  readonly follows?: boolean;
}

export function Verdict({ kind, sentence, why, actions, follows = false }: VerdictProps) {
  return (
    <header className={`flex flex-wrap items-center gap-x-3 gap-y-3 px-(--pad) pt-3.5 pb-3 ${follows ? "" : "rests"}`}>
      <span className="mt-[5px] self-start">
        <Status kind={kind} size={14} />
      </span>
      <div className="min-w-0 flex-1">
        <h1 className="font-semibold text-18 leading-[26px] tracking-[-0.014em] phone:text-[16px] phone:leading-[22px] wrap-anywhere">
          {sentence}
        </h1>
        {why && <p className="text-14 text-ink-2 phone:text-13">{why}</p>}
      </div>
      {actions && <div className="flex gap-2 phone:w-full phone:pl-6.5">{actions}</div>}
    </header>
  );
}

/** The same space while the answer is on its way. */
export function VerdictSkeleton() {
  return (
    <div aria-hidden="true" className="flex gap-3 px-(--pad) pt-3.5 pb-3">
      <span className="skeleton mt-[5px] size-3.5" />
      <div className="flex-1">
        <div className="flex h-[26px] items-center">
          <span className="skeleton h-4 w-[min(420px,70%)]" />
        </div>
        <div className="flex h-5 items-center">
          <span className="skeleton h-3 w-[min(560px,90%)]" />
        </div>
      </div>
    </div>
  );
}
