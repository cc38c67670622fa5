"use client";
/** A row of panels under its title: twelve columns at 1440 px, six below 1100, two on a phone. Panels share their edges. */
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import { Panel } from "../panels/Panel.tsx";
import type { DashboardRow, PanelSpec } from "../panels/panelSpec.ts";
import { phoneColumns } from "./phoneColumns.ts";

interface PanelGridProps {
  readonly row: DashboardRow;
  readonly marks?: readonly TimeMark[];
  /** Numbers of now at 22 px, as the golden signals have them. */
  readonly lead?: boolean;
}

export function PanelGrid({ row, marks, lead }: PanelGridProps) {
  const onPhone = phoneColumns(row.panels);
  return (
    <section aria-label={row.title} className="border-line border-t">
      {row.title && !lead && <h2 className="px-(--pad) pt-2.5 text-12 text-ink-3">{row.title}</h2>}
      <div className="overflow-hidden">
        <div className="-mr-px -mb-px grid grid-cols-12">
          {row.panels.map((panel, i) => (
            <div
              key={panel.id}
              className={`min-w-0 border-line border-r border-b ${SPANS[panel.columns ?? 4]} ${onPhone[i] === 12 ? "phone:col-span-12" : "phone:col-span-6"}`}
            >
              <Panel spec={panel} marks={marks} lead={lead} />
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

const SPANS: Readonly<Record<NonNullable<PanelSpec["columns"]>, string>> = {
  3: "col-span-3 max-[1100px]:col-span-6",
  4: "col-span-4 max-[1100px]:col-span-6",
  6: "col-span-6",
  8: "col-span-8 max-[1100px]:col-span-12",
  12: "col-span-12",
};
