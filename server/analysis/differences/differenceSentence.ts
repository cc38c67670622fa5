/**
 * What differs, in one sentence: "Every bad request goes through payments 2.14.1, in eu-west, with payment.method saved_card."
 * Said of what nearly every bad request has and at most half of the good ones; else of what most bad ones have and hardly a good one, with
 * its numbers. Null when there is no such thing.
 */
import type { AttributeDifferences, Difference, NamedValue } from "./attributeDifferences.ts";

const NEARLY_ALL = 0.9;
const FEW = 0.5;
const MOST_PARTS = 3;
const MOST = 0.5;
const HARDLY = 0.2;

export function differenceSentence({ differences, badCount }: AttributeDifferences): string | null {
  const telling = differences.filter(
    ({ badRatio, goodRatio, relation }) => badRatio >= NEARLY_ALL && goodRatio <= FEW && relation?.kind !== "narrower",
  );
  const parts = [...new Set(telling.map(phrase))].slice(0, MOST_PARTS);
  if (parts.length === 0) return mostly(differences[0]);
  const named = telling.slice(0, MOST_PARTS);
  const isEvery = named.every(({ bad }) => bad === badCount);
  return `${isEvery ? "Every bad request" : "Nearly every bad request"} ${joined(parts)}.`;
}

/** Of what is in most of them and hardly in a good one, the numbers stand in the sentence. */
function mostly(first: Difference | undefined): string | null {
  if (!first || first.badRatio < MOST || first.goodRatio > HARDLY) return null;
  const percent = (ratio: number) => `${Math.round(ratio * 100)} %`;
  const verb = joined([phrase(first)]).replace(/^(goes|has|is|spends)/, (word) => PLURALS[word] ?? word);
  return `${percent(first.badRatio)} of bad requests ${verb}, and ${percent(first.goodRatio)} of good ones.`;
}
const PLURALS: Readonly<Record<string, string>> = { goes: "go", has: "have", is: "are", spends: "spend" };

/** The first phrase brings the verb: "goes through payments 2.14.1 in eu-west", "has payment.method saved_card". */
function joined(parts: readonly string[]): string {
  const [first = "", ...rest] = parts;
  const begun = first
    .replace(/^with /, "has ")
    .replace(/^spending /, "spends ")
    .replace(/^in /, "is served in ")
    .replace(/^(?=through |to )/, "goes ");
  return [begun, ...rest].join(parts.slice(1).some((part) => /^(with|spending) /.test(part)) ? ", " : " ");
}

function phrase({ key, test }: NamedValue): string {
  const value = valueWords({ key, test });
  const [, of = "", span = ""] = /^([^.]+)\.(.+)\.duration$/.exec(key) ?? [];
  if (span !== "") return `spending ${value} in ${span} of ${of}`;
  if (test.kind !== "is") return `with ${key} ${value}`;
  const [, service = "", what = ""] = /^(?:(.*)\.)?(version|region|availability_zone|operation)$/.exec(key) ?? [];
  switch (what) {
    case "version":
      return service === "" || service === "service" ? `through version ${value}` : `through ${service} ${value}`;
    case "region":
    case "availability_zone":
      return `in ${value}`;
    case "operation":
      return service === "" ? `to ${value}` : `through ${value} of ${service}`;
    default:
      return `with ${key} ${value}`;
  }
}

/** "saved_card", "8 or more", "over 100 ms". */
export function valueWords({ key, test }: NamedValue): string {
  const words = (value: number) => {
    if (!IN_MS.test(key)) return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
    return value >= 1_000 ? `${value / 1_000} s` : `${value} ms`;
  };
  if (test.kind === "is") return test.type === "number" && IN_MS.test(key) ? words(Number(test.text)) : test.text;
  const { kind, number } = test;
  if (kind === "atLeast") return `${words(number)} or more`;
  if (kind === "below") return `${words(number - 1)} or less`;
  return kind === "over" ? `over ${words(number)}` : `under ${words(number)}`;
}

/** Keys whose numbers are milliseconds: those that we make of lengths of spans, and those that say so. */
const IN_MS = /(\.duration|[._]ms|_millis|_milliseconds)$/;
