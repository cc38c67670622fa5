/** The kinds of events as people choose them in the time bar's filter, and how that choice is written: `problems,deploys,health`. */
import { EVENT_KINDS, type EventKind } from "../../server/model/state.ts";

export interface MarkGroup {
  readonly id: string;
  readonly words: string;
  readonly kinds: readonly EventKind[];
}

export const MARK_GROUPS: readonly MarkGroup[] = [
  { id: "deploys", words: "Deploys", kinds: ["deployed"] },
  { id: "health", words: "Health changes", kinds: ["health"] },
  { id: "changes", words: "Flags and configuration", kinds: ["featureFlag", "configuration"] },
  { id: "exceptions", words: "Exceptions", kinds: ["exceptionBurst", "firstException"] },
  { id: "presence", words: "Appeared and vanished", kinds: ["appeared", "vanished"] },
  { id: "instances", words: "Restarts and scaling", kinds: ["restarted", "scaled"] },
  { id: "notes", words: "Annotations", kinds: ["annotation"] },
  { id: "alerts", words: "Alerts and objectives", kinds: ["alert", "slo"] },
  { id: "others", words: "Experiments and retention", kinds: ["chaos", "retention"] },
];

export interface MarkFilter {
  readonly problemsOnly: boolean;
  /** Also health, coming and going of edges, placements, instances, pods and versions: many to each service. */
  readonly parts: boolean;
  /** Ids of groups that are shown. */
  readonly groups: readonly string[];
}

const ALL: readonly string[] = MARK_GROUPS.map(({ id }) => id);
/** What is shown unless somebody chose otherwise. */
export const USUAL_MARKS: MarkFilter = { problemsOnly: false, parts: false, groups: ALL };
const PROBLEMS = "problems";
const PARTS = "parts";
const NONE = "none";

/** Unknown words are passed over, so that a link of a later version still works; nothing known reads as the usual ones. */
export function parseMarkFilter(text: string): MarkFilter {
  const words = text.split(",");
  const groups = ALL.filter((id) => words.includes(id));
  const isBare = groups.length === 0 && !words.includes(NONE);
  return { problemsOnly: words.includes(PROBLEMS), parts: words.includes(PARTS), groups: isBare ? ALL : groups };
}

/** "" for the usual ones. */
export function writeMarkFilter({ problemsOnly, parts, groups }: MarkFilter): string {
  const shown = ALL.filter((id) => groups.includes(id));
  const named = shown.length === ALL.length ? [] : shown.length === 0 ? [NONE] : shown;
  return [...(problemsOnly ? [PROBLEMS] : []), ...(parts ? [PARTS] : []), ...named].join(",");
}

/** What the state's procedures are asked: kinds are left out where all are wanted; null: nothing is. */
export function markQuestion(
  filter: MarkFilter,
): { kinds?: EventKind[]; problemsOnly?: boolean; wholesOnly?: boolean } | null {
  const kinds = MARK_GROUPS.filter(({ id }) => filter.groups.includes(id)).flatMap((group) => group.kinds);
  if (kinds.length === 0) return null;
  return {
    ...(kinds.length < EVENT_KINDS.length && { kinds }),
    ...(filter.problemsOnly && { problemsOnly: true }),
    ...(!filter.parts && { wholesOnly: true }),
  };
}
