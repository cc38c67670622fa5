"use client";
/** The keys in force on this page, as bound right now. */
import { useBoundKeys } from "../state/keys.tsx";
import { Dialog } from "./Dialog.tsx";

export function HelpSheet({ close }: { close: () => void }) {
  const all = useBoundKeys();
  // The later binding of a key is the one in force.
  const bindings = all.filter(({ keys }, at) => !all.slice(at + 1).some((later) => later.keys === keys));
  return (
    <Dialog title="Keys of this page" close={close} className="w-[640px]">
      <h2 className="px-5 pt-4 pb-2">Keys of this page</h2>
      <dl className="grid max-h-[62vh] wide:grid-cols-2 gap-x-10 overflow-auto px-5 pb-5">
        {bindings.map(({ keys, does }) => (
          <div key={keys} className="flex h-7.5 items-center justify-between border-line-soft border-b">
            <dt className="text-ink-2">{does}</dt>
            <dd className="flex items-center gap-1">
              {keys.split(" ").map((key) => (
                <kbd key={key} className="kbd">
                  {keyLabel(key)}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function keyLabel(key: string): string {
  if (key.startsWith("mod+")) return `Ctrl ${key.slice(4).toUpperCase()}`;
  if (key.startsWith("shift+")) return `Shift ${key.slice(6).replace("Arrow", "")}`;
  return key.length === 1 ? key.toUpperCase() : key.replace("Escape", "Esc").replace("Arrow", "");
}
