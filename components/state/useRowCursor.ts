"use client";
/** `j` and `k` through the rows of a list, Enter opens. The row in question is -1 until a key is pressed, unless one was opened before. */
import { useEffect, useState } from "react";
import { useKeys } from "./keys.tsx";

export interface RowCursor {
  readonly row: number;
  readonly setRow: (row: number) => void;
}

/** `open` is called with the row's index; `noun` names a row in the help sheet ("service"); `firstRow` is in question at first. */
export function useRowCursor(rowCount: number, noun: string, open: (row: number) => void, firstRow = -1): RowCursor {
  const [row, setRow] = useState(firstRow);
  useEffect(() => {
    setRow((before) => Math.min(before, rowCount - 1));
  }, [rowCount]);
  useKeys([
    { keys: "j", does: `Next ${noun}`, run: () => setRow((before) => Math.min(before + 1, rowCount - 1)) },
    { keys: "k", does: `Previous ${noun}`, run: () => setRow((before) => Math.max(before - 1, 0)) },
    {
      keys: "Enter",
      does: `Open the ${noun}`,
      run: (event) => {
        const onControl =
          event.target instanceof HTMLElement && event.target.closest("a,button,[role=option]") !== null;
        if (row < 0 || onControl) return false;
        open(row);
      },
    },
  ]);
  return { row, setRow };
}
