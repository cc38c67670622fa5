/**
 * A template's text and what it works on -> text.
 * Errors: TemplateError with Go's text. Whoever tells people something falls back to a plain text then.
 * Next: parseTemplate.ts, evaluateTemplate.ts.
 */
import { evaluateTemplate } from "./evaluateTemplate.ts";
import { OpenQuestion } from "./openQuestion.ts";
import { parseTemplate } from "./parseTemplate.ts";
import type { StepBudget } from "./stepBudget.ts";
import type { ParsedTemplate } from "./templateNodes.ts";
import type { Escape, TemplateValue } from "./templateValue.ts";
import type { FunctionTable } from "./typedFunction.ts";

/** Most queries that one template may ask. */
const MOST_QUESTIONS = 50;
/** Parsed templates are kept: rules are evaluated again and again. */
const MOST_KEPT = 10_000;
const kept = new Map<string, ParsedTemplate>();

function parsed(name: string, text: string, functions: FunctionTable): ParsedTemplate {
  const key = `${functions.has("query") ? "q" : "n"}${name}\0${text}`;
  const found = kept.get(key);
  if (found) return found;
  const template = parseTemplate(name, text, (name) => functions.has(name));
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, template);
  return template;
}

/** Null `escaping`: values as they are. `name` stands in messages. `budget`: what this shares with other templates. */
export function expandTemplate(
  text: string,
  data: TemplateValue,
  functions: FunctionTable,
  escaping: Escape | null = null,
  name = "",
  budget: StepBudget | null = null,
): string {
  if (!text.includes("{{")) return text;
  return evaluateTemplate(parsed(name, text, functions), data, functions, escaping, budget);
}

/** What was asked and answered, or why not. */
export type Answers<Answer> = Map<string, { readonly answer: Answer } | { readonly failure: string }>;

/** Of `answers`, or else the attempt ends here and is made again with the answer. */
export function answerFrom<Answer>(answers: Answers<Answer>, question: string): Answer {
  const found = answers.get(question);
  if (!found) throw new OpenQuestion(question);
  if ("failure" in found) throw new Error(found.failure);
  return found.answer;
}

/** Tries `expand` until no question is open any more. Questions are asked one after the other, each once. */
export async function expandAsking<Answer>(
  answers: Answers<Answer>,
  ask: (question: string) => Promise<Answer>,
  expand: () => string,
): Promise<string> {
  for (let asked = 0; ; asked++) {
    try {
      return expand();
    } catch (error) {
      if (!(error instanceof OpenQuestion)) throw error;
      if (asked >= MOST_QUESTIONS) throw new Error(`more than ${MOST_QUESTIONS} queries`);
      answers.set(error.query, await answered(ask, error.query));
    }
  }
}

async function answered<Answer>(ask: (question: string) => Promise<Answer>, question: string) {
  try {
    return { answer: await ask(question) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
