/**
 * Keys pressed before the page listens. A slow machine shows the server's page seconds before its code runs; a key pressed then must
 * not be lost. A script in the head keeps them, and ./keyListener.ts answers them, in order, once there is somebody to answer.
 * Keys that go into a field, and Tab, Enter and Space on a control, belong to the browser at once and are not kept.
 */

/** The property of `window` under which the script leaves them. */
const KEPT_AS = "chronoscopeEarlyKeys";

interface EarlyKeys {
  /** Ends the keeping and hands over what was pressed. */
  readonly take: () => KeyboardEvent[];
}

/** Plain JavaScript for the head: it runs before anything else of the console. What the browser itself would do on Ctrl-K and `/` it stops. */
export const EARLY_KEYS_SCRIPT = `(()=>{
const kept=[];
const keep=(event)=>{
if(event.isComposing||event.altKey||/^(Tab|Shift|Control|Meta|Alt|CapsLock)$/.test(event.key))return;
const on=event.target instanceof Element?event.target:document.body;
if(on.closest("input,textarea,select,[contenteditable]"))return;
if(/^(Enter| )$/.test(event.key)&&on.closest("a,button,[role=button],summary"))return;
const chord=event.ctrlKey||event.metaKey;
if(chord&&event.key.toLowerCase()!=="k")return;
if(chord||event.key==="/")event.preventDefault();
kept.push(event);
};
document.addEventListener("keydown",keep);
window.${KEPT_AS}={take:()=>{document.removeEventListener("keydown",keep);return kept.splice(0);}};
})()`;

let taken: KeyboardEvent[] | undefined;

/** What was pressed so far, to be emptied by the caller, who listens from here on. Empty where the script did not run. */
export function takeEarlyKeys(): KeyboardEvent[] {
  const early = (window as unknown as Readonly<Record<string, EarlyKeys | undefined>>)[KEPT_AS];
  taken ??= early?.take() ?? [];
  return taken;
}
