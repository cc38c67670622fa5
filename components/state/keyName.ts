/** A key press -> the name that bindings use, or "" where it must not count (a letter while someone types). */

/** Time between the two keys of a sequence such as "g s". */
export const SEQUENCE_MS = 1_200;

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey?: boolean;
  readonly target: unknown;
}

export function keyName(press: KeyPress): string {
  if (press.altKey) return "";
  if (press.ctrlKey || press.metaKey) return press.key.length === 1 ? `mod+${press.key.toLowerCase()}` : "";
  if (press.key === "Escape") return "Escape";
  if (takesText(press.target)) return "";
  if (press.key === " ") return takesSpace(press.target) ? "" : "Space";
  if (press.shiftKey && (press.key === "ArrowLeft" || press.key === "ArrowRight")) return `shift+${press.key}`;
  return press.key.length === 1 && /[a-z]/i.test(press.key) ? press.key.toLowerCase() : press.key;
}

/** What Space presses by itself. */
function takesSpace(target: unknown): boolean {
  const element = target as { tagName?: string; getAttribute?: (name: string) => string | null } | null;
  if (!element?.tagName) return false;
  if (["BUTTON", "SUMMARY", "INPUT"].includes(element.tagName)) return true;
  return /^(button|tab|option|checkbox|switch|radio|menuitem\w*)$/.test(element.getAttribute?.("role") ?? "");
}

/** Fields one types in, and widgets that have a use of their own for letters and arrows. */
export function takesText(target: unknown): boolean {
  const element = target as { tagName?: string; isContentEditable?: boolean; type?: string } | null;
  if (!element?.tagName) return false;
  if (element.isContentEditable) return true;
  if (element.tagName === "INPUT") return !["checkbox", "radio", "button", "range"].includes(element.type ?? "text");
  return element.tagName === "TEXTAREA" || element.tagName === "SELECT";
}
