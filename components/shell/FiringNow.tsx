"use client";
/** The gravest alert that nobody is on, in the top bar of every page: the first click leads to it. Nothing stands there while all is calm. */
import { usePathname } from "next/navigation";
import { Status } from "../charts/Status.tsx";
import { shownText } from "../format/shownText.ts";
import { ClockLink } from "./ClockLink.tsx";
import { useDueCounts } from "./useDueCounts.ts";

const PAGES = ["page", "critical"];

export function FiringNow() {
  const due = useDueCounts();
  const isThere = usePathname().startsWith("/alerts");
  if (!due?.first || isThere) return null;
  const { first, alerts } = due;
  const more = alerts > 1 ? ` and ${alerts - 1} more` : "";
  return (
    <ClockLink
      href={`/alerts/${first.fingerprint}`}
      aria-label={`Fires: ${first.sentence}${more}`}
      title={`${first.sentence}${more}`}
      className="ml-3 flex h-6 min-w-10 shrink-[999] items-center gap-1.5 rounded-6 px-1.5 text-12 text-ink-2 hover:bg-raised hover:text-ink phone:ml-auto"
    >
      <Status kind={PAGES.includes(first.severity ?? "") ? "fail" : "warn"} size={10} label="" />
      <span className="max-w-64 truncate max-[1100px]:hidden">{shownText(first.sentence)}</span>
      <span className={`num flex-none text-ink-3 ${alerts > 1 ? "" : "min-[1100px]:hidden"}`}>
        {alerts > 1 && <span className="max-[1100px]:hidden">+</span>}
        <span className="max-[1100px]:hidden">{alerts - 1}</span>
        <span className="min-[1100px]:hidden">{alerts}</span>
      </span>
    </ClockLink>
  );
}
