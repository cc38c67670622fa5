"use client";
/** Where an alert with these labels would go, by the routes as they are written, whether saved or not. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import type { Route } from "../../../server/model/notification.ts";
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { shownText } from "../../format/shownText.ts";
import { useTRPC } from "../../trpc/client.tsx";
import type { AlertView } from "../alertView.ts";
import { matchersOf, parseMatchers, writeMatchers } from "../silences/matcherText.ts";
import { plainRoute, type RoutePath } from "./routeTreeDraft.ts";

/** Tries labels against a tree. */
export function useWhereTo(route: Route) {
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const tried = useDeferredValue(text);
  const labels = useMemo(() => {
    const matchers = parseMatchers(tried);
    if (!matchers || matchers.length === 0 || matchers.some(({ operator }) => operator !== "=")) return null;
    return Object.fromEntries(matchers.map(({ name, value }) => [name, value]));
  }, [tried]);
  const plain = useMemo(() => plainRoute(route), [route]);
  const { data } = useQuery(
    trpc.notifications.routePreview.queryOptions(
      { labels: labels ?? {}, route: plain },
      { enabled: labels !== null, placeholderData: keepPreviousData },
    ),
  );
  const routes = labels === null ? null : (data ?? null);
  const taken: readonly RoutePath[] | null = routes?.map(({ path }) => path) ?? null;
  return { text, setText, isWrong: tried.trim() !== "" && labels === null, routes, taken };
}

interface WhereToProps {
  readonly trial: ReturnType<typeof useWhereTo>;
  readonly alerts: readonly AlertView[];
}

export function WhereTo({ trial, alerts }: WhereToProps) {
  const { text, setText, isWrong, routes } = trial;
  const standing = alerts.filter((alert) => alert.standing !== "resolved").slice(0, 5);
  return (
    <section aria-label="Where would it go" className="border-line px-(--pad) pb-4 wide:border-l phone:border-t">
      <div className="sec px-0">
        <h2>Where would it go?</h2>
      </div>
      <label className="flex flex-col gap-1 text-12 text-ink-2">
        An alert with these labels
        <textarea
          rows={3}
          className="field mono h-auto py-1.5 text-12"
          placeholder='severity="page", service_name="checkout"'
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {isWrong && <p className="mt-1 text-12 text-warn">Labels are written name="value", with commas between them.</p>}
      {standing.length > 0 && (
        <div className="mt-1.5 flex flex-wrap gap-1.5">
          {standing.map((alert) => (
            <button
              key={`${alert.fingerprint} ${alert.ruleKey}`}
              type="button"
              className="chip max-w-full"
              title={alert.sentence}
              onClick={() => setText(writeMatchers(matchersOf(alert.labels)))}
            >
              <span className="truncate">as {shownText(alert.name)}</span>
            </button>
          ))}
        </div>
      )}
      <ol role="status" className="mt-3 flex flex-col gap-2">
        {routes?.map((one) => (
          <li key={one.path.join(".")} className="rounded-6 border border-line px-3 py-2">
            <p className="font-medium">
              {shownText(one.receiver)}
              {one.mutedBy.length > 0 && (
                <span className="font-normal text-time"> · quiet now: {one.mutedBy.join(", ")}</span>
              )}
            </p>
            <p className="mono mt-0.5 text-11 text-ink-3 wrap-anywhere">{shownText(one.key)}</p>
            <p className="mt-0.5 text-12 text-ink-2">
              {one.groupBy.includes("...")
                ? "each alert alone"
                : one.groupBy.length === 0
                  ? "all in one message"
                  : `one message for each ${one.groupBy.join(", ")}`}
              , after {formatSpanOfTime(one.groupWaitMs)}, news every {formatSpanOfTime(one.groupIntervalMs)}, again
              every {formatSpanOfTime(one.repeatIntervalMs)}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
