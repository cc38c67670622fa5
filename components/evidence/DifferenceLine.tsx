"use client";
/** One attribute's value: the share of bad and of good requests that have it, as two bars and as numbers. Choosing it says what else these have. */
import { valueWords } from "../../server/analysis/differences/differenceSentence.ts";
import { shownText } from "../format/shownText.ts";
import { type DifferenceRow, formatShare, relationWords } from "./differenceWords.ts";

interface DifferenceLineProps {
  readonly row: DifferenceRow;
  readonly isChosen: boolean;
  readonly choose: (key: string) => void;
}

export function DifferenceLine({ row, isChosen, choose }: DifferenceLineProps) {
  const { key, badRatio, goodRatio, bad, good } = row;
  const value = valueWords(row);
  const relations = relationWords(row);
  return (
    <tr className={`border-line-soft border-b ${isChosen ? "bg-sel" : "hover:bg-surface"}`}>
      <td className="py-[9px] pr-3 pl-(--pad)">
        <button
          type="button"
          aria-pressed={isChosen}
          onClick={() => choose(key)}
          title={`${key} ${value}`}
          className="block w-full text-left"
        >
          <span className="mono flex min-w-0 gap-[0.6em]">
            <span className="min-w-0 truncate text-ink-2">{shownText(key)}</span>{" "}
            <span className="max-w-[70%] flex-none truncate font-medium">{shownText(value)}</span>
          </span>
          {isChosen && relations.length > 0 && (
            <span className="block truncate text-11 text-ink-3" title={relations.join("; ")}>
              {shownText(relations.join("; "))}
            </span>
          )}
        </button>
      </td>
      <td className="phone:hidden" aria-hidden="true">
        <span className="block h-[5px] rounded-[1px] bg-fail-fill" style={{ width: width(badRatio) }} />
        <span className="mt-[3px] block h-[4px] rounded-[1px] bg-ok-fill" style={{ width: width(goodRatio) }} />
      </td>
      <td className="num text-right font-medium text-fail" title={`${bad} of those compared`}>
        {formatShare(badRatio)}
      </td>
      <td className="num pr-(--pad) text-right text-ink-2" title={`${good} of those compared`}>
        {formatShare(goodRatio)}
      </td>
    </tr>
  );
}

/** A share that is there is seen. */
const width = (ratio: number) => (ratio === 0 ? "0" : `max(2px, ${(ratio * 100).toFixed(1)}%)`);
