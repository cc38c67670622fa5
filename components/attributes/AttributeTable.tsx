"use client";
/** Attributes as key and value, in the order sent, each with its type on hover, a copy button and a way on to what shares it. */
import { type ReactNode, useState } from "react";
import { shownText } from "../format/shownText.ts";
import { CopyButton } from "../shell/CopyButton.tsx";
import type { AttributeEquals } from "../state/attributeFilters.ts";
import type { AttributeRow } from "./otlpAttributes.ts";

interface AttributeTableProps {
  readonly title: string;
  readonly rows: readonly AttributeRow[];
  /** Rows shown before "n more"; all when absent. */
  readonly atFirst?: number;
  /** The way on from a value that equality can be asked of: a link or a button. */
  readonly wayOn?: (filter: AttributeEquals) => ReactNode;
}

export function AttributeTable({ title, rows, atFirst = Number.POSITIVE_INFINITY, wayOn }: AttributeTableProps) {
  const [whole, setWhole] = useState(false);
  if (rows.length === 0) return null;
  const shown = whole ? rows : rows.slice(0, atFirst);
  const left = rows.length - shown.length;
  return (
    <section className="border-line border-t px-(--pad) py-2.5">
      <h2 className="mb-1">{title}</h2>
      <dl className="text-12">
        {shown.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a key may occur twice in an attribute list; order is the identity.
          <AttributeLine key={at} row={row} wayOn={wayOn} />
        ))}
      </dl>
      {left > 0 && (
        <button type="button" className="link mt-1 text-12" onClick={() => setWhole(true)}>
          {left} more
        </button>
      )}
    </section>
  );
}

const LONG_TEXT = 400;
/** Types that equality can be asked of. */
const COMPARABLE = ["string", "int", "double", "bool"] as const;

function AttributeLine({ row, wayOn }: { row: AttributeRow; wayOn: AttributeTableProps["wayOn"] }) {
  const [isWhole, setWhole] = useState(false);
  const type = COMPARABLE.find((known) => known === row.type);
  const isLong = row.text.length > LONG_TEXT;
  const text = isLong && !isWhole ? `${row.text.slice(0, LONG_TEXT)}…` : row.text;
  return (
    <div className="group relative grid min-h-[22px] grid-cols-[148px_minmax(0,1fr)] gap-x-2 leading-[18px] hover:bg-raised">
      <dt className="mono truncate py-0.5 text-ink-3" title={`${row.key} (${row.type})`}>
        {row.key}
      </dt>
      <dd className="mono whitespace-pre-wrap break-words py-0.5">
        {row.type === "string" && row.text === "" ? <span className="text-ink-3">""</span> : shownText(text)}
        {isLong && (
          <button type="button" className="link ml-1" onClick={() => setWhole(!isWhole)}>
            {isWhole ? "less" : `${row.text.length - LONG_TEXT} more characters`}
          </button>
        )}
        <span className="absolute top-0 right-0 flex bg-raised opacity-0 focus-within:opacity-100 group-hover:opacity-100">
          {type && wayOn?.({ key: row.key, type, text: row.text })}
          <CopyButton text={row.text} what={row.key} />
        </span>
      </dd>
    </div>
  );
}
