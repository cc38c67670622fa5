"use client";
/** One route of the tree with those below it: which alerts it takes, whom it tells, how it groups; opened to be changed. */
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useState } from "react";
import type { Route } from "../../../server/model/notification.ts";
import { shownText } from "../../format/shownText.ts";
import { writeDuration } from "../durationText.ts";
import { writeMatchers } from "../silences/matcherText.ts";
import { RouteFields } from "./RouteFields.tsx";
import { addRoute, changeRoute, isOnWay, moveRoute, type RoutePath, removeRoute, samePath } from "./routeTreeDraft.ts";

export interface RouteNodeProps {
  readonly root: Route;
  readonly path: RoutePath;
  readonly change: (root: Route) => void;
  readonly receivers: readonly string[];
  readonly times: readonly string[];
  readonly known: ReadonlyMap<string, ReadonlySet<string>>;
  /** Paths of the routes that take the labels one tries; null while none are tried. */
  readonly taken: readonly RoutePath[] | null;
}

const at = (root: Route, path: RoutePath): Route | undefined =>
  path.reduce<Route | undefined>((route, child) => route?.routes[child], root);

export function RouteNode(props: RouteNodeProps) {
  const { root, path, change, taken } = props;
  const route = at(root, path);
  const [open, setOpen] = useState(route !== undefined && path.length > 0 && route.matchers.length === 0);
  if (!route) return null;
  const isEnd = taken?.some((one) => samePath(one, path)) ?? false;
  const isWay = taken?.some((one) => isOnWay(path, one)) ?? false;
  return (
    <div className={path.length === 0 ? "" : "ml-5 border-line border-l phone:ml-3"}>
      <div
        className={`flex min-h-9 flex-wrap items-center gap-x-3 gap-y-0.5 border-line-soft border-t px-(--pad) py-1.5 ${isEnd ? "bg-sel" : ""}`}
      >
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className={`flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5 text-left ${taken && !isWay ? "text-ink-3" : ""}`}
        >
          <span className="mono min-w-0 text-12 wrap-anywhere">
            {path.length === 0 ? "every alert" : shownText(writeMatchers(route.matchers)) || "takes every alert"}
          </span>
          <span className="font-medium">→ {shownText(route.receiver ?? "as above")}</span>
          <span className="text-11 text-ink-3">{routeWords(route)}</span>
        </button>
        <RouteTools {...props} />
      </div>
      {open && (
        <RouteFields
          {...props}
          route={route}
          edit={(next) => change(changeRoute(root, path, (one) => ({ ...one, ...next })))}
        />
      )}
      {route.routes.map((_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a route is known by its place.
        <RouteNode key={i} {...props} path={[...path, i]} />
      ))}
    </div>
  );
}

function RouteTools({ root, path, change }: RouteNodeProps) {
  const last = path.at(-1);
  const siblings = at(root, path.slice(0, -1))?.routes.length ?? 0;
  const tools = [
    { name: "Add a route below", icon: Plus, run: () => change(addRoute(root, path)), off: false },
    ...(last === undefined
      ? []
      : [
          { name: "Earlier", icon: ArrowUp, run: () => change(moveRoute(root, path, -1)), off: last === 0 },
          { name: "Later", icon: ArrowDown, run: () => change(moveRoute(root, path, 1)), off: last === siblings - 1 },
          { name: "Take this route away", icon: X, run: () => change(removeRoute(root, path)), off: false },
        ]),
  ];
  return (
    <span className="flex">
      {tools.map(({ name, icon: Icon, run, off }) => (
        <button
          key={name}
          type="button"
          className="icon-btn disabled:opacity-30"
          aria-label={name}
          title={name}
          disabled={off}
          onClick={run}
        >
          <Icon size={13} strokeWidth={1.75} aria-hidden="true" />
        </button>
      ))}
    </span>
  );
}

/** What a route says beside whom it tells; what it leaves to its parents is not repeated. */
function routeWords(route: Route): string {
  const { groupBy, groupWaitMs, groupIntervalMs, repeatIntervalMs, continues, muteTimeIntervals, activeTimeIntervals } =
    route;
  return [
    groupBy &&
      (groupBy.includes("...")
        ? "each alert alone"
        : groupBy.length === 0
          ? "all together"
          : `by ${groupBy.join(", ")}`),
    groupWaitMs !== null && (groupWaitMs === 0 ? "at once" : `after ${writeDuration(groupWaitMs)}`),
    groupIntervalMs !== null && `news every ${writeDuration(groupIntervalMs)}`,
    repeatIntervalMs !== null && `again every ${writeDuration(repeatIntervalMs)}`,
    muteTimeIntervals.length > 0 && `quiet in ${muteTimeIntervals.join(", ")}`,
    activeTimeIntervals.length > 0 && `only in ${activeTimeIntervals.join(", ")}`,
    continues && "and goes on",
  ]
    .filter(Boolean)
    .join(" · ");
}
