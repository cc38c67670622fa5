/**
 * Findings of a trace -> sentences. `lead` is the part that carries colour, `title` goes on from it, `text` is the evidence.
 * Told apart: what happened (`stories`, side by side at the top) and what is odd about the trace itself (`oddities`, one line each).
 */
import type { TraceFinding } from "../../server/analysis/traceFindings.ts";
import { formatDuration } from "../format/formatDuration.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { UNIT_SPACE } from "../format/significant.ts";
import { nameOf, serviceOf, type TraceModel } from "./traceModel.ts";

export interface Story {
  readonly kind: TraceFinding["kind"];
  readonly row: number;
  readonly lead: string;
  readonly isBad: boolean;
  readonly title: string;
  readonly text: string;
}
export interface Oddity {
  readonly kind: TraceFinding["kind"];
  readonly row: number;
  readonly text: string;
}

/** Letters that run from right to left, and controls that make others do so. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]/;

/** A name within a sentence: set apart (U+2068, U+2069), where it would turn the rest of the sentence around. */
function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

const percent = (ratio: number) => `${Math.round(ratio * 100)}${UNIT_SPACE}%`;
const LONGEST_MESSAGE = 140;

export function prepareFindings(model: TraceModel): { stories: Story[]; oddities: Oddity[] } {
  const stories: Story[] = [];
  const oddities: Oddity[] = [];
  for (const finding of model.view.findings) {
    const story = storyOf(model, finding);
    if (story) stories.push(story);
    const text = oddityText(finding);
    if (text) oddities.push({ kind: finding.kind, row: finding.row, text });
  }
  return { stories, oddities };
}

function storyOf(model: TraceModel, finding: TraceFinding): Story | null {
  const { kind, row } = finding;
  const [service, name] = [isolated(serviceOf(model, row)), isolated(nameOf(model, row))];
  switch (finding.kind) {
    case "firstError":
      return {
        kind,
        row,
        isBad: true,
        lead: "",
        title: `It failed first in ${service}`,
        text: errorText(model, finding),
      };
    case "dominant": {
      if (finding.isRootAlone) {
        return {
          kind,
          row,
          isBad: false,
          lead: percent(finding.share),
          title: `of this request is ${service}'s own time`,
          text: `${service} ${name}: ${formatDuration(finding.pathNano)} in which it waited for no span below it.`,
        };
      }
      const what = finding.spanCount > 1 ? `${formatCount(finding.spanCount)} calls of one operation` : "one operation";
      const longest = finding.spanCount > 1 ? `, the longest ${formatDuration(model.durationNano[row] ?? 0)}` : "";
      return {
        kind,
        row,
        isBad: finding.share >= 0.5,
        lead: percent(finding.share),
        title: `of this request is ${what}`,
        text: `${service} ${name}: ${formatDuration(finding.pathNano)} that everything waited for${longest}.`,
      };
    }
    case "repeated": {
      const caller = isolated(serviceOf(model, finding.parentRow));
      return {
        kind,
        row,
        isBad: finding.share >= 0.3,
        lead: `${formatCount(finding.callCount)} times`,
        title: "the same call by one caller",
        text: `${caller} ${isolated(nameOf(model, finding.parentRow))} called ${service} ${name} ${formatCount(finding.callCount)} times: ${formatDuration(finding.coveredNano)} together, ${percent(finding.share)} of the request.`,
      };
    }
    default:
      return null;
  }
}

function errorText(model: TraceModel, finding: Extract<TraceFinding, { kind: "firstError" }>): string {
  const message = model.view.errorMessage;
  const said = message
    ? `: ${isolated(message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message)}`
    : "";
  const through = finding.passedThrough;
  const rest =
    through.length === 0
      ? finding.reachedRoot
        ? ""
        : " Its caller handled it."
      : ` It went up through ${listed(through)}${finding.reachedRoot ? "" : ", where it was handled"}.`;
  const count = finding.errorCount > 1 ? ` ${formatCount(finding.errorCount)} spans failed in all.` : "";
  const end = /[.!?…]$/.test(said) ? "" : ".";
  return `${isolated(nameOf(model, finding.row))}${said}${end}${rest}${count}`;
}

function listed(words: readonly string[]): string {
  if (words.length > 4) return `${words.slice(0, 3).join(", ")} and ${words.length - 3} more`;
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function oddityText(finding: TraceFinding): string | null {
  switch (finding.kind) {
    case "missingParents":
      return `${formatCountOf(finding.spanCount, "span")} ${finding.spanCount === 1 ? "names a parent" : "name parents"} that never arrived`;
    case "severalRoots":
      return `${formatCount(finding.rootCount)} spans claim to be the root`;
    case "cycles":
      return `${formatCountOf(finding.spanCount, "ring")} of parents, cut at the earliest span`;
    case "reversed":
      return `${formatCountOf(finding.spanCount, "span")} ${finding.spanCount === 1 ? "ends before it starts" : "end before they start"}`;
    case "repeatedIds":
      return `${formatCountOf(finding.spanCount, "span")} ${finding.spanCount === 1 ? "uses" : "use"} an id that another span has`;
    case "clockSkew":
      return `${formatCountOf(finding.spanCount, "span")} ${finding.spanCount === 1 ? "does" : "do"} not fit the caller: clocks apart by about ${formatDuration(Math.abs(finding.largestNano))}`;
    default:
      return null;
  }
}
