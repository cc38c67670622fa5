/**
 * The editor for one query: PromQL with completion from our own catalogue, problems underlined where they stand, what a word means under
 * the pointer. Ctrl/Cmd-Enter runs, Alt-Up and Alt-Down go through what was asked before; Tab leaves.
 */
import {
  autocompletion,
  type CompletionContext,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import { drawSelection, EditorView, hoverTooltip, keymap, placeholder, tooltips } from "@codemirror/view";
import { PromQLExtension } from "@prometheus-io/codemirror-promql";
import { type CatalogueAsker, completionClient } from "./completionClient.ts";
import { EDITOR_LOOK } from "./editorTheme.ts";
import { findProblem } from "./queryProblems.ts";
import { VARIABLES } from "./queryVariables.ts";
import { languageDoc, type WordDoc, wordAt } from "./wordDocs.ts";

export interface EditorHandlers {
  readonly change: (text: string) => void;
  readonly run: () => void;
  /** An earlier (-1) or later (1) query in place of this one; null when there is none. */
  readonly recall: (direction: -1 | 1) => string | null;
}

/** Problems show when typing rests. */
const REST_MS = 250;

export interface EditorWish {
  readonly label: string;
  readonly asker: CatalogueAsker;
  /** Asked when they are needed: the component's newest. */
  readonly handlers: () => EditorHandlers;
}

export function editorSetup({ label, asker, handlers }: EditorWish): Extension {
  return [
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    EDITOR_LOOK,
    new PromQLExtension()
      .setComplete({ remote: completionClient(asker), maxMetricsMetadata: 50_000 })
      .activateLinter(false)
      .asExtension(),
    EditorState.languageData.of(() => [{ autocomplete: completeVariable }]),
    // An offer is taken from the moment that it is seen: a query is typed fast, and a new line is seldom wanted.
    autocompletion({ icons: false, closeOnBlur: true, maxRenderedOptions: 80, interactionDelay: 0 }),
    linter(underline, { delay: REST_MS }),
    hoverTooltip(async (view, at) => explain(view, at, asker), { hoverTime: 350 }),
    tooltips({ position: "fixed" }),
    placeholder("A metric or a query, as in sum by (service_name) (rate(traces_span_metrics_calls_total[5m]))"),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) handlers().change(update.state.doc.toString());
    }),
    keys(handlers),
  ];
}

function keys(handlers: () => EditorHandlers): Extension {
  const recall = (direction: -1 | 1) => (view: EditorView) => {
    const text = handlers().recall(direction);
    if (text !== null) replaceText(view, text);
    return true;
  };
  const run = () => {
    handlers().run();
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        { key: "Mod-Enter", run },
        { key: "Alt-ArrowUp", run: recall(-1) },
        { key: "Alt-ArrowDown", run: recall(1) },
        { key: "Ctrl-Space", run: startCompletion },
      ]),
    ),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}

/** All of the text, the caret at its end. */
export function replaceText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: text.length } });
}

async function underline(view: EditorView) {
  const problem = await findProblem(view.state.doc.toString());
  return problem ? [{ ...problem, severity: "error" as const }] : [];
}

function completeVariable(context: CompletionContext) {
  const typed = context.matchBefore(/\$[_\w]*/);
  if (!typed) return null;
  return { from: typed.from, options: VARIABLES.map(({ name, means }) => ({ label: name, info: means, boost: 10 })) };
}

async function explain(view: EditorView, at: number, { trpc, client }: CatalogueAsker) {
  const found = wordAt(view.state.doc.toString(), at);
  if (!found) return null;
  const doc = languageDoc(found.word) ?? (await metricDoc(found.word, { trpc, client }));
  if (!doc) return null;
  return { pos: found.from, end: found.to, above: true, create: () => ({ dom: docElement(doc) }) };
}

async function metricDoc(
  word: string,
  { trpc, client }: Pick<CatalogueAsker, "trpc" | "client">,
): Promise<WordDoc | null> {
  const asked = client.fetchQuery(trpc.metrics.families.queryOptions(undefined, { staleTime: 60_000 }));
  const families = await asked.then(({ families }) => families).catch(() => []);
  const base = word.replace(/_(bucket|sum|count)$/, "");
  const family = families.find(({ name }) => name === word) ?? families.find(({ name }) => name === base);
  if (!family) return null;
  const kind = [family.type, family.unit].filter(Boolean).join(", in ");
  return { head: `${word}: ${kind}`, text: family.help };
}

function docElement({ head, text }: WordDoc): HTMLElement {
  const box = document.createElement("div");
  const title = box.appendChild(document.createElement("div"));
  title.textContent = head;
  title.className = "mono";
  const words = box.appendChild(document.createElement("div"));
  words.textContent = text;
  words.className = "text-ink-2";
  return box;
}
