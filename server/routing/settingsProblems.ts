/** What would make settings useless or a trap, as sentences; settings are saved when there is none. */
import type { NotificationSettings, Route } from "../model/notification.ts";
import { matcherProblem } from "./matchers.ts";
import { isTimeZone } from "./timeIntervals.ts";

function doubles(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

function routeProblems(
  route: Route,
  known: { receivers: ReadonlySet<string>; intervals: ReadonlySet<string> },
): string[] {
  const { receiver, matchers, groupBy, muteTimeIntervals, activeTimeIntervals, routes } = route;
  const problems = matchers.map(matcherProblem).filter((problem) => problem !== null);
  if (receiver !== null && !known.receivers.has(receiver))
    problems.push(`A route names the receiver "${receiver}", which is not defined.`);
  for (const name of [...muteTimeIntervals, ...activeTimeIntervals]) {
    if (!known.intervals.has(name)) problems.push(`A route names the time interval "${name}", which is not defined.`);
  }
  if (groupBy && groupBy.length > 1 && groupBy.includes("..."))
    problems.push('A route groups by "..." and by labels: one or the other.');
  if (groupBy && doubles(groupBy).length > 0)
    problems.push(`A route groups by the label "${doubles(groupBy)[0]}" twice.`);
  if (route.groupIntervalMs === 0) problems.push("A group interval is longer than nothing.");
  if (route.repeatIntervalMs === 0) problems.push("A repeat interval is longer than nothing.");
  return [...problems, ...routes.flatMap((child) => routeProblems(child, known))];
}

export function settingsProblems({ receivers, route, inhibitRules, timeIntervals }: NotificationSettings): string[] {
  const names = receivers.map(({ name }) => name);
  const intervals = timeIntervals.map(({ name }) => name);
  const problems = [
    ...doubles(names).map((name) => `Two receivers have the name "${name}".`),
    ...doubles(intervals).map((name) => `Two time intervals have the name "${name}".`),
  ];
  if (route.receiver === null) problems.push("The first route needs a receiver: it takes what no other route takes.");
  if (route.matchers.length > 0) problems.push("The first route takes everything; it cannot have matchers.");
  if (route.continues) problems.push("The first route cannot continue: nothing stands beside it.");
  if (route.muteTimeIntervals.length + route.activeTimeIntervals.length > 0)
    problems.push("The first route cannot have time intervals; put a route for everything under it.");
  problems.push(...routeProblems(route, { receivers: new Set(names), intervals: new Set(intervals) }));
  for (const { source, target } of inhibitRules) {
    if (source.length === 0 || target.length === 0)
      problems.push("An inhibition rule needs matchers of the source and of the target.");
    problems.push(...[...source, ...target].map(matcherProblem).filter((problem) => problem !== null));
  }
  for (const { name, intervals: parts } of timeIntervals) {
    for (const { location } of parts) {
      if (!isTimeZone(location))
        problems.push(`The time interval "${name}" names "${location}", which is no time zone.`);
    }
  }
  return problems;
}
