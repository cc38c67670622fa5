/** A routing tree while it is written: a node is found by its path of child numbers from the root. Pure; trees are never changed in place. */
import type { Route } from "../../../server/model/notification.ts";

export type RoutePath = readonly number[];
export const EMPTY_ROUTE: Route = {
  receiver: null,
  matchers: [],
  continues: false,
  groupBy: null,
  groupWaitMs: null,
  groupIntervalMs: null,
  repeatIntervalMs: null,
  muteTimeIntervals: [],
  activeTimeIntervals: [],
  routes: [],
};

export function changeRoute(route: Route, path: RoutePath, change: (route: Route) => Route): Route {
  const [child, ...rest] = path;
  if (child === undefined) return change(route);
  return { ...route, routes: route.routes.map((one, i) => (i === child ? changeRoute(one, rest, change) : one)) };
}

export const addRoute = (root: Route, parent: RoutePath): Route =>
  changeRoute(root, parent, (route) => ({ ...route, routes: [...route.routes, EMPTY_ROUTE] }));

/** The root stays. */
export function removeRoute(root: Route, path: RoutePath): Route {
  const last = path.at(-1);
  if (last === undefined) return root;
  return changeRoute(root, path.slice(0, -1), (parent) => ({
    ...parent,
    routes: parent.routes.filter((_, i) => i !== last),
  }));
}

/** Among its siblings: the first that takes an alert counts, so the order does. */
export function moveRoute(root: Route, path: RoutePath, by: -1 | 1): Route {
  const last = path.at(-1);
  if (last === undefined) return root;
  return changeRoute(root, path.slice(0, -1), (parent) => {
    const routes = [...parent.routes];
    const [one] = routes.splice(last, 1);
    if (!one || last + by < 0 || last + by > routes.length) return parent;
    routes.splice(last + by, 0, one);
    return { ...parent, routes };
  });
}

export const samePath = (a: RoutePath, b: RoutePath): boolean => a.join(".") === b.join(".");
/** Whether `a` lies on the way from the root to `b`. */
export const isOnWay = (a: RoutePath, b: RoutePath): boolean => a.every((child, i) => child === b[i]);

/** A copy whose lists are its own, as questions carry it. */
export function plainRoute(route: Route): PlainRoute {
  return {
    ...route,
    matchers: route.matchers.map((one) => ({ ...one })),
    groupBy: route.groupBy && [...route.groupBy],
    muteTimeIntervals: [...route.muteTimeIntervals],
    activeTimeIntervals: [...route.activeTimeIntervals],
    routes: route.routes.map(plainRoute),
  };
}
export interface PlainRoute
  extends Omit<Route, "matchers" | "groupBy" | "muteTimeIntervals" | "activeTimeIntervals" | "routes"> {
  matchers: Route["matchers"][number][];
  groupBy: string[] | null;
  muteTimeIntervals: string[];
  activeTimeIntervals: string[];
  routes: PlainRoute[];
}
