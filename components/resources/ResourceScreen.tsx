"use client";
/** One resource: what is true of it now, then its utilization, saturation and errors over time. */
import { useMemo } from "react";
import { DashboardScreen } from "../dashboards/DashboardScreen.tsx";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { Verdict } from "../shell/Verdict.tsx";
import { kindOf } from "./kinds.ts";
import type { ResourceKind } from "./measure.ts";
import { NotSent } from "./NotSent.tsx";
import { ResourcesSkeleton } from "./ResourcesSkeleton.tsx";
import { resourceDashboard } from "./resourceDashboard.ts";
import { type ResourceRow, rowSentence, subjectOf, valuesOf } from "./resourceRows.ts";
import { useKindRows } from "./useKindRows.ts";

interface ResourceScreenProps {
  readonly kindId: string;
  /** Values of the kind's labels, as `keyOf` writes them. */
  readonly resourceKey: string;
}

export function ResourceScreen({ kindId, resourceKey }: ResourceScreenProps) {
  const kind = kindOf(kindId);
  const values = useMemo(() => valuesOf(resourceKey), [resourceKey]);
  if (!kind) {
    return (
      <EmptyNotice title={<h1>There is no kind of resource called {kindId}</h1>}>
        <ClockLink href="/resources" className="btn">
          All resources
        </ClockLink>
      </EmptyNotice>
    );
  }
  return <KnownResource kind={kind} values={values} />;
}

function KnownResource({ kind, values }: { kind: ResourceKind; values: readonly string[] }) {
  const query = useKindRows(kind, values);
  return (
    <AsyncPanel query={query} what={kind.name(values)} skeleton={<ResourcesSkeleton rows={6} />}>
      {([row]) => <Resource row={row ?? { kind, values, name: kind.name(values), readings: [], status: "unknown" }} />}
    </AsyncPanel>
  );
}

function Resource({ row }: { row: ResourceRow }) {
  const { kind, values, readings } = row;
  const { kind: status, sentence, why } = rowSentence(row);
  const told = readings.map(({ measure }) => measure.id).join(" ");
  const spec = useMemo(() => resourceDashboard(kind, values, told.split(" ").filter(Boolean)), [kind, values, told]);
  const alerts = useMemo(() => [subjectOf(kind, values)], [kind, values]);
  const absent = readings.length > 0 ? kind.measures.filter(({ id }) => !told.split(" ").includes(id)) : [];
  const service = values[kind.labels.indexOf("service_name")];
  return (
    <DashboardScreen
      spec={spec}
      alerts={alerts}
      head={
        <Verdict
          kind={status}
          sentence={sentence}
          why={why}
          actions={
            <>
              {service && (
                <ClockLink href={`/services/${encodeURIComponent(service)}`} className="btn btn-primary">
                  Open {service}
                </ClockLink>
              )}
              <ClockLink href={`/resources?kind=${kind.id}`} className="btn phone:hidden">
                All {kind.plural}
              </ClockLink>
            </>
          }
        />
      }
    >
      <NotSent title="Not sent" items={absent} />
    </DashboardScreen>
  );
}
