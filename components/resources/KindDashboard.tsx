"use client";
/** A page about one kind of resource: what is true now, the resources with the worst first, then the kind's dashboard. */
import { useMemo } from "react";
import { DashboardScreen } from "../dashboards/DashboardScreen.tsx";
import type { DashboardSpec } from "../panels/panelSpec.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { Verdict } from "../shell/Verdict.tsx";
import { KindTable } from "./KindTable.tsx";
import type { ResourceKind } from "./measure.ts";
import { NothingNow } from "./NothingNow.tsx";
import { ResourcesSkeleton } from "./ResourcesSkeleton.tsx";
import { type ResourceRow, resourceHref, rowsSentence, subjectOf } from "./resourceRows.ts";
import { useKindRows } from "./useKindRows.ts";

/** More than this are on Resources, where they can be searched. */
const MOST_LISTED = 15;

interface KindDashboardProps {
  readonly kind: ResourceKind;
  readonly spec: DashboardSpec;
}

export function KindDashboard({ kind, spec }: KindDashboardProps) {
  return (
    <AsyncPanel query={useKindRows(kind)} what={`the ${kind.plural}`} skeleton={<ResourcesSkeleton rows={6} />}>
      {(rows) => <Filled kind={kind} spec={spec} rows={rows} />}
    </AsyncPanel>
  );
}

function Filled({ kind, spec, rows }: KindDashboardProps & { rows: readonly ResourceRow[] }) {
  const alerts = useMemo(() => rows.map(({ values }) => subjectOf(kind, values)), [kind, rows]);
  return (
    <DashboardScreen
      spec={spec}
      alerts={alerts}
      head={<Head kind={kind} rows={rows} hasPanels={spec.rows.length > 0} />}
    />
  );
}

interface HeadProps {
  readonly kind: ResourceKind;
  readonly rows: readonly ResourceRow[];
  /** They follow, and each says what would bring its numbers. */
  readonly hasPanels: boolean;
}

function Head({ kind, rows, hasPanels }: HeadProps) {
  const said = useMemo(() => rowsSentence(rows, kind), [rows, kind]);
  const worst = rows[0];
  if (!worst) return <NothingNow kind={kind} hasPanels={hasPanels} />;
  const listed = rows.slice(0, MOST_LISTED);
  return (
    <>
      <Verdict
        {...said}
        actions={
          (said.kind === "fail" || said.kind === "warn") && (
            <ClockLink href={resourceHref(worst)} className="btn btn-primary">
              Open {worst.name}
            </ClockLink>
          )
        }
      />
      <section aria-label={kind.plural} className="border-line border-t">
        <div className="sec">
          <h2 className="first-letter:uppercase">{kind.plural}</h2>
          <span className="sec-sub num">
            {listed.length < rows.length ? `${listed.length} of ${rows.length}, ` : `${rows.length}, `}trouble first
          </span>
          {listed.length < rows.length && (
            <ClockLink href={`/resources?kind=${kind.id}`} className="link ml-auto text-12">
              All {rows.length} {kind.plural}
            </ClockLink>
          )}
        </div>
        <KindTable label={kind.plural} noun={kind.noun} rows={listed} oneKind />
      </section>
    </>
  );
}
