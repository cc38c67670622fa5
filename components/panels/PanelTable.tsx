"use client";
/** A panel as a table of last values: one row a series, its labels as columns, the greatest first. */
import { useMemo } from "react";
import type { PanelSpec } from "./panelSpec.ts";
import { panelValue } from "./panelUnits.ts";
import type { PanelPicture } from "./preparePanel.ts";

export function PanelTable({ spec, picture }: { spec: PanelSpec; picture: PanelPicture }) {
  const labels = useMemo(() => {
    const names = new Set(picture.series.flatMap((one) => Object.keys(one.labels)));
    names.delete("__name__");
    return [...names].sort();
  }, [picture]);
  const rows = useMemo(
    () => picture.series.filter(({ behind }) => !behind).toSorted((a, b) => (b.stats.last ?? 0) - (a.stats.last ?? 0)),
    [picture],
  );
  return (
    <div>
      <table aria-label={spec.title} className="data-table">
        <thead>
          <tr>
            {labels.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col" className="w-28 text-right">
              now
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} className="h-[26px]">
              {labels.map((name) => (
                <td key={name} title={row.labels[name]}>
                  {row.labels[name] ?? ""}
                </td>
              ))}
              <td className="num text-right">{panelValue(row.stats.last, spec)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
