/** The editor in the console's own colours and type (app/tokens.css), in both themes at once: it names variables, not colours. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { color: "var(--text-1)", backgroundColor: "transparent", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "20px", maxHeight: "260px" },
  ".cm-content": { padding: "5px 0", caretColor: "var(--text-1)" },
  ".cm-line": { padding: "0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--text-1)" },
  ".cm-placeholder": { color: "var(--text-3)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 26%, transparent)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    boxShadow: "inset 0 -1.5px var(--accent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--fail)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--fail-fill) 1px",
    textUnderlineOffset: "3px",
    textDecorationSkipInk: "none",
  },
  ".cm-tooltip": {
    background: "var(--surface)",
    color: "var(--text-1)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--r-6)",
    boxShadow: "var(--shadow)",
    fontFamily: "var(--font-text)",
    fontSize: "12px",
    maxWidth: "min(480px, calc(100vw - 24px))",
    overflow: "hidden",
  },
  ".cm-tooltip-hover": { padding: "6px 10px" },
  ".cm-tooltip .cm-diagnostic": { padding: "5px 10px", borderLeft: "2px solid var(--fail-fill)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-code)", fontSize: "12px", maxHeight: "240px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px", lineHeight: "18px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--sel)", color: "var(--text-1)" },
  ".cm-completionDetail": { color: "var(--text-3)", fontStyle: "normal", marginLeft: "10px" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)" },
  ".cm-completionInfo": { padding: "6px 10px", color: "var(--text-2)" },
  ".cm-completionIcon": { display: "none" },
});

const highlight = HighlightStyle.define([
  { tag: [tags.function(tags.variableName), tags.operatorKeyword], color: "var(--accent)" },
  { tag: [tags.modifier, tags.keyword], color: "var(--accent)" },
  { tag: tags.labelName, color: "var(--text-2)" },
  { tag: tags.string, color: "var(--ok)" },
  { tag: tags.comment, color: "var(--text-3)" },
  { tag: [tags.operator, tags.punctuation, tags.paren, tags.squareBracket, tags.brace], color: "var(--text-2)" },
]);

export const EDITOR_LOOK = [theme, syntaxHighlighting(highlight)];
