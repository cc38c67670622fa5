/** What is true of all alerts at an instant, in one sentence with its proof. Pure. */
import type { StatusKind } from "../charts/Status.tsx";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { inOrder, isMuted } from "./alertGroups.ts";
import type { AlertView } from "./alertView.ts";
import { GRAVITIES, gravityOf, lasted } from "./alertWords.ts";

interface AlertsSentence {
  readonly kind: StatusKind;
  readonly sentence: string;
  readonly why: string;
  /** The gravest that nobody is on, to look at first; null when none fires. */
  readonly first: AlertView | null;
}

interface Watching {
  /** Rules in force; null while it is not known. */
  readonly rules: number | null;
  /** Those whose last evaluation failed. */
  readonly failing: number;
}

export function alertsSentence(alerts: readonly AlertView[], watching: Watching): AlertsSentence {
  const firing = inOrder(alerts.filter(({ standing }) => standing === "firing"));
  const pending = alerts.filter(({ standing }) => standing === "pending").length;
  const first = firing.find((alert) => !isMuted(alert)) ?? firing[0] ?? null;
  const more = [
    pending > 0 ? `${formatCount(pending)} more ${pending === 1 ? "is" : "are"} about to.` : "",
    watchWords(watching),
  ];
  if (first === null)
    return { ...quiet(alerts, watching), why: [lastWords(alerts), ...more].filter(Boolean).join(" "), first };
  const open = firing.filter((alert) => !isMuted(alert)).length;
  const counts = GRAVITIES.map(
    (gravity) => [gravity, firing.filter((one) => gravityOf(one) === gravity).length] as const,
  )
    .filter(([, count]) => count > 0)
    .map(([gravity, count]) => formatCountOf(count, gravity, `${gravity}${gravity === "info" ? "" : "s"}`));
  return {
    kind: open === 0 ? "ok" : KINDS[gravityOf(first)],
    sentence: sentence(firing.length, open, first),
    why: [`${listed(counts)}${open < firing.length && open > 0 ? `, ${open} that nobody is on` : ""}.`, ...more]
      .filter(Boolean)
      .join(" "),
    first,
  };
}

const KINDS: Readonly<Record<(typeof GRAVITIES)[number], StatusKind>> = {
  page: "fail",
  ticket: "warn",
  info: "unknown",
};

function sentence(firing: number, open: number, first: AlertView): string {
  if (firing === 1) return first.sentence;
  if (open === 0) return `${firing} alerts fire, and every one is taken on`;
  return `${firing} alerts fire. Look first: ${first.sentence}`;
}

function quiet(alerts: readonly AlertView[], { rules, failing }: Watching): Pick<AlertsSentence, "kind" | "sentence"> {
  const pending = alerts.some(({ standing }) => standing === "pending");
  // What cannot be judged is not well.
  const kind = rules === 0 || failing > 0 ? "unknown" : pending ? "warn" : "ok";
  return { kind, sentence: rules === 0 ? "No rule watches, so no alert can fire" : "No alert fires" };
}

function watchWords({ rules, failing }: Watching): string {
  if (rules === null || rules === 0) return "";
  const all = `${formatCountOf(rules, "rule")} ${rules === 1 ? "watches" : "watch"}`;
  return failing === 0 ? `${all}.` : `${all}, ${failing} of them could not be evaluated last time.`;
}

/** Of those that ended lately the last. */
function lastWords(alerts: readonly AlertView[]): string {
  const over = inOrder(alerts.filter(({ resolvedMs }) => resolvedMs !== null));
  const last = [...over].sort((a, b) => (b.resolvedMs ?? 0) - (a.resolvedMs ?? 0))[0];
  if (!last || last.resolvedMs === null) return "";
  return `The last one that fired was ${last.name}, for ${lasted(last.firedMs ?? last.activeMs, last.resolvedMs)}.`;
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
