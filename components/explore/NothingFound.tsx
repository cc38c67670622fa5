"use client";
/** A query that was answered with no series: which of its selectors matched nothing, and what to try. */
import { formatWindow } from "../format/formatInstant.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import type { Answers } from "../trpc/client.tsx";

type QueryAnswer = Answers["metrics"]["range"]["answers"][number];

export function NothingFound({ answers }: { answers: readonly QueryAnswer[] }) {
  const { startMs, endMs } = useClock();
  const zone = useZone();
  const selectors = answers.flatMap(({ stats }) => stats?.selectors ?? []);
  const barren = [...new Set(selectors.filter(({ series }) => series === 0).map(({ selector }) => selector))];
  return (
    <EmptyNotice title="No series in this window answers the query.">
      <p suppressHydrationWarning>The window is {formatWindow(startMs, endMs, zone)}.</p>
      {barren.length > 0 ? (
        <p className="mt-1 wrap-anywhere">
          Nothing matches{" "}
          {barren.map((selector, i) => (
            <span key={selector}>
              {i > 0 && ", "}
              <code className="mono text-ink">{selector}</code>
            </span>
          ))}
          : look whether the name and the labels are written so, or further back with the window at the top.{" "}
          <ClockLink className="link" href="/metrics">
            All metrics
          </ClockLink>
        </p>
      ) : (
        <p className="mt-1">
          Its selectors match series, but an operator or a function leaves none of them: a comparison that never holds,
          or two sides whose labels do not match.
        </p>
      )}
    </EmptyNotice>
  );
}
