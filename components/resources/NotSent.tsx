/** Numbers that nobody sends, each with what would bring it and the text to copy. */
import type { PanelSetup } from "../panels/panelSpec.ts";
import { CopyButton } from "../shell/CopyButton.tsx";

export interface Missing {
  readonly id: string;
  readonly word: string;
  readonly missing: string;
  readonly setup?: PanelSetup;
}

interface NotSentProps {
  readonly title: string;
  readonly items: readonly Missing[];
  /** With the texts to copy unfolded: where they are what the page has to say. */
  readonly open?: boolean;
}

export function NotSent({ title, items, open = false }: NotSentProps) {
  if (items.length === 0) return null;
  return (
    <section aria-label={title} className="border-line border-t pb-4">
      <div className="sec">
        <h2>{title}</h2>
      </div>
      <ul>
        {items.map(({ id, word, missing, setup }) => (
          <li key={id} className="flex gap-x-3 px-(--pad) py-1.5 phone:flex-col">
            <span className="w-36 flex-none font-medium first-letter:uppercase">{word}</span>
            <div className="min-w-0 max-w-[760px] text-ink-2">
              <p>{missing}</p>
              {setup && (
                <details className="mt-0.5" open={open}>
                  <summary className="cursor-pointer text-12 text-ink-3 hover:text-ink">
                    What to paste: {setup.where}
                  </summary>
                  <div className="relative mt-1">
                    <pre className="mono whitespace-pre-wrap break-words rounded-6 border border-line bg-surface py-2 pr-10 pl-3 text-12 leading-5">
                      {setup.text}
                    </pre>
                    <span className="absolute top-1 right-1">
                      <CopyButton text={setup.text} what={setup.where} />
                    </span>
                  </div>
                </details>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
