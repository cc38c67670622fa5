"use client";
/** The way to a table's menu, whose code comes when it is first wanted. */
import { Settings2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { GUTTER_BUTTON } from "./CsvButton.tsx";

export interface TableMenuProps {
  readonly label: string;
  readonly columns: readonly { readonly id: string; readonly head: string }[];
  readonly hidden: readonly string[];
  readonly hide: (hidden: string[]) => void;
  readonly download: () => void;
}

const load = () => import("./TableMenu.tsx").then(({ TableMenu }) => ({ default: TableMenu }));
const TableMenu = lazy(load);

export function TableMenuButton(props: TableMenuProps) {
  const [wanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      className={GUTTER_BUTTON}
      aria-label={`Columns and CSV of ${props.label}`}
      aria-haspopup="menu"
      title="Columns, CSV"
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    >
      <Settings2 size={12} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
  return wanted ? (
    <Suspense fallback={button}>
      <TableMenu {...props} />
    </Suspense>
  ) : (
    button
  );
}
