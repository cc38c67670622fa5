/**
 * What a word of a query means, for the pointer that rests on it: functions and operators of PromQL, variables of the window, metrics.
 * Sentences are those of Prometheus's own editor; signatures are those that the evaluator checks.
 */
import {
  aggregateOpTerms,
  functionIdentifierTerms,
} from "@prometheus-io/codemirror-promql/dist/esm/complete/promql.terms.js";
import { FUNCTIONS, type FunctionSignature } from "../../server/promql/functionTable.ts";
import { VARIABLES } from "./queryVariables.ts";

export interface WordDoc {
  readonly head: string;
  readonly text: string;
}

interface Term {
  readonly label: string;
  readonly info?: unknown;
}

const TYPES = { scalar: "scalar", string: "string", vector: "instant vector", matrix: "range vector" } as const;

function signatureText({ name, args, variadic, returns }: FunctionSignature): string {
  const told = args.map(
    (type, i) => `${TYPES[type]}${variadic !== 0 && i === args.length - 1 ? (variadic < 0 ? " …" : "?") : ""}`,
  );
  return `${name}(${told.join(", ")}): ${TYPES[returns]}`;
}

const infoOf = (terms: readonly Term[], word: string) => {
  const info = terms.find(({ label }) => label === word)?.info;
  return typeof info === "string" ? `${info}.` : "";
};

/** Null: the word is none of the language's own. */
export function languageDoc(word: string): WordDoc | null {
  const signature = FUNCTIONS.get(word);
  if (signature) return { head: signatureText(signature), text: infoOf(functionIdentifierTerms, word) };
  const operator = infoOf(aggregateOpTerms, word);
  if (operator !== "") return { head: `${word} by (…) (instant vector)`, text: operator };
  const variable = VARIABLES.find(({ name }) => name === word);
  return variable ? { head: variable.name, text: `A duration: ${variable.means}.` } : null;
}

/** The word around a place, with the `$` of a variable; null between words. */
export function wordAt(
  text: string,
  at: number,
): { readonly word: string; readonly from: number; readonly to: number } | null {
  for (const match of text.matchAll(/\$?[a-zA-Z_:][\w:.]*/g)) {
    const to = match.index + match[0].length;
    if (match.index <= at && at <= to) return { word: match[0], from: match.index, to };
  }
  return null;
}
