"use client";
/** The head of a table: names of columns, which of them sorts and how. A click sorts by it, another turns it, a third lets go. */
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { cellClass } from "./DataTable.tsx";
import type { Sorting } from "./sorting.ts";

interface HeadColumn {
  readonly id: string;
  readonly head: string;
  readonly value?: unknown;
  readonly number?: boolean;
  readonly wide?: boolean;
}

interface DataTableHeadProps {
  readonly columns: readonly HeadColumn[];
  readonly sorting: Sorting | null;
  readonly sort: (sorting: Sorting | null) => void;
  /** In the gutter of the last column. */
  readonly children?: ReactNode;
}

export function DataTableHead({ columns, sorting, sort, children }: DataTableHeadProps) {
  return (
    <thead>
      <tr>
        {columns.map((column, i) => {
          const now = sorting?.column === column.id ? sorting : null;
          const Arrow = now?.descending ? ArrowDown : ArrowUp;
          return (
            <th
              key={column.id}
              scope="col"
              className={cellClass(column)}
              aria-sort={now ? (now.descending ? "descending" : "ascending") : undefined}
            >
              {column.value ? (
                <button type="button" onClick={() => sort(nextSorting(column, now))} className="hover:text-ink">
                  {now && <Arrow size={11} className="mr-0.5 inline align-[-1px]" aria-hidden="true" />}
                  {column.head}
                </button>
              ) : (
                column.head
              )}
              {i === columns.length - 1 && children}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** Numbers begin with the greatest, names with A; the third click returns to the rows' own order. */
function nextSorting(column: HeadColumn, now: Sorting | null): Sorting | null {
  const firstDescending = column.number ?? false;
  if (!now) return { column: column.id, descending: firstDescending };
  return now.descending === firstDescending ? { column: column.id, descending: !firstDescending } : null;
}
