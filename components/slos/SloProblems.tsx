"use client";
/** Files and definitions that cannot be taken as they are, each with where and why. */
import type { SloListAnswer } from "../../server/routers/sloAnswer.ts";
import { Status } from "../charts/Status.tsx";

export function SloProblems({ problems }: Pick<SloListAnswer, "problems">) {
  return (
    <ul className="border-line border-t bg-warn-tint py-1.5 text-12" aria-label="What could not be taken">
      {problems.map(({ slo, file, line, message }) => (
        <li key={`${file} ${line} ${slo} ${message}`} className="flex items-baseline gap-2 px-(--pad) py-[2px]">
          <Status kind="warn" size={9} label="" />
          <span className="min-w-0 wrap-anywhere">
            {file !== null && (
              <span className="mono">
                {file}
                {line !== null && `:${line}`}{" "}
              </span>
            )}
            {slo !== null && <b className="font-medium">{slo}: </b>}
            {message}
          </span>
        </li>
      ))}
    </ul>
  );
}
