"use client";
/**
 * A dense table: sticky head, columns that sort and can be left out (both kept in the URL), CSV, rows that lead somewhere, `j k` and Enter, virtual when long.
 * Rows have one height. Columns with `wide` are left out on a phone. Without `href` rows lead nowhere and have no keys.
 */
import { createParser, parseAsArrayOf, parseAsString, useQueryState } from "nuqs";
import { type CSSProperties, type ReactNode, useMemo, useRef } from "react";
import { useRowCursor } from "../state/useRowCursor.ts";
import { downloadCsv, writeCsv } from "./csv.ts";
import { DataTableHead } from "./DataTableHead.tsx";
import { parseSorting, type SortValue, sortRows, writeSorting } from "./sorting.ts";
import { TableMenuButton } from "./TableMenuButton.tsx";
import { useGo } from "./useGo.ts";
import { useVisibleRows } from "./useVisibleRows.ts";

export interface Column<Row> {
  readonly id: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  readonly value?: (row: Row) => SortValue;
  /** Numbers: at the right, tabular. */
  readonly number?: boolean;
  /** CSS width; the first column takes what is left. */
  readonly width?: string;
  /** CSS width on a phone; a number's column has room for a number unless given. */
  readonly phoneWidth?: string;
  readonly wide?: boolean;
  /** Its name in a CSV file, with the unit of its values: "p95_seconds". */
  readonly csv?: string;
}

interface DataTableProps<Row> {
  /** Spoken name of the table. */
  readonly label: string;
  /** What a row is, for the help sheet: "service". */
  readonly noun: string;
  readonly columns: readonly Column<Row>[];
  /** In their own order, which holds until a column is chosen. */
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly href?: (row: Row) => string;
  /** Name of the URL parameter that keeps the sorting; two tables of a page need two. */
  readonly sortParam?: string;
  readonly rowHeight?: number;
  /** Its rows follow the moving playhead; others are dimmed meanwhile, since they show another instant. */
  readonly follows?: boolean;
}

const NONE: string[] = [];
const HIDDEN = parseAsArrayOf(parseAsString).withDefault(NONE);
const SORTING = createParser({ parse: parseSorting, serialize: writeSorting });

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, noun, columns: all, rows, rowKey, href, sortParam = "sort", rowHeight = 30 } = props;
  const [hidden, setHidden] = useQueryState(sortParam === "sort" ? "hide" : `${sortParam}Hide`, HIDDEN);
  const columns = useMemo(() => all.filter(({ id }, i) => i === 0 || !hidden.includes(id)), [all, hidden]);
  const [sorting, setSorting] = useQueryState(sortParam, SORTING);
  const sorted = useMemo(() => {
    const value = columns.find(({ id }) => id === sorting?.column)?.value;
    return value ? sortRows(rows, value, sorting?.descending ?? false) : rows;
  }, [rows, columns, sorting]);
  const download = () => {
    const told = columns.filter(({ value }) => value);
    const head = told.map((column) => column.csv ?? column.head.toLowerCase());
    downloadCsv(
      label,
      writeCsv(
        head,
        sorted.map((row) => told.map((column) => column.value?.(row) ?? null)),
      ),
    );
  };
  const body = useRef<HTMLTableSectionElement>(null);
  const go = useGo();
  const open = (row: Row | undefined) => {
    if (row !== undefined && href) go(href(row));
  };
  const cursor = useRowCursor(href ? sorted.length : 0, noun, (row) => open(sorted[row]));
  const { first, last } = useVisibleRows(body, sorted.length, rowHeight, cursor.row);
  return (
    <table
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      className={`data-table ${props.follows ? "" : "rests"}`}
    >
      <colgroup>
        {columns.map((column) => (
          <col key={column.id} style={columnStyle(column)} className={colClass(column)} />
        ))}
      </colgroup>
      <DataTableHead columns={columns} sorting={sorting} sort={(next) => void setSorting(next)}>
        <TableMenuButton
          label={label}
          columns={all}
          hidden={hidden}
          hide={(ids) => void setHidden(ids.length > 0 ? ids : null)}
          download={download}
        />
      </DataTableHead>
      <tbody ref={body}>
        {first > 0 && <Spacer height={first * rowHeight} />}
        {sorted.slice(first, last).map((row, i) => (
          <tr
            key={rowKey(row)}
            aria-rowindex={first + i + 2}
            data-cursor={first + i === cursor.row}
            className={href ? "cursor-pointer" : ""}
            style={{ height: rowHeight }}
            onClick={(event) => {
              const onLink = event.target instanceof Element && event.target.closest("a,button") !== null;
              if (!onLink && !window.getSelection()?.toString()) open(row);
            }}
          >
            {columns.map((column) => (
              <td key={column.id} className={cellClass(column)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
        {last < sorted.length && <Spacer height={(sorted.length - last) * rowHeight} />}
      </tbody>
    </table>
  );
}

/** "0.04 %", "12.4 ms" with its padding. */
const PHONE_NUMBER = "76px";

function columnStyle({ width, number, phoneWidth = number ? PHONE_NUMBER : width }: Column<never>): CSSProperties {
  return { "--column": width, "--phone-column": phoneWidth } as CSSProperties;
}

const colClass = ({ wide }: Pick<Column<never>, "wide">) =>
  `w-(--column) phone:w-(--phone-column) ${wide ? "phone:hidden" : ""}`;

export function cellClass({ number, wide }: Pick<Column<never>, "number" | "wide">): string {
  return `${number ? "num text-right" : ""} ${wide ? "phone:hidden" : ""}`;
}

/** The room of rows that are not drawn. */
function Spacer({ height }: { height: number }) {
  return (
    <tr style={{ height }}>
      <td />
    </tr>
  );
}
