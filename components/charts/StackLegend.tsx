/** The names of what stacked bars show, those alone that are there. */
import { type StackInput, shownSeries } from "./prepareStack.ts";

export function StackLegend({ input }: { input: StackInput }) {
  return (
    <p className="flex flex-wrap gap-x-3 text-11 text-ink-3">
      {shownSeries(input).map(({ name, color }) => (
        <span key={name} className="flex items-center gap-[5px]">
          <span aria-hidden="true" className="size-2 rounded-[2px]" style={{ background: color }} />
          {name}
        </span>
      ))}
    </p>
  );
}
