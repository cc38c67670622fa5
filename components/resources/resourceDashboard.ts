/**
 * One resource's dashboard: utilization, saturation, errors, and what its numbers are made of. Measures that it does not send are left
 * out where others are known (`told`); where none is, all have their panel, since it may have sent them earlier in the window.
 */
import type { DashboardSpec, PanelSpec } from "../panels/panelSpec.ts";
import { ASPECTS, type Aspect, panelOf, type ResourceKind, scopeOfOne } from "./measure.ts";

const TITLES: Readonly<Record<Aspect, string>> = {
  utilization: "Utilization: how busy it is",
  saturation: "Saturation: what waits for it",
  errors: "Errors: what went wrong",
};

/** Panels that fill their rows, none of which ends half empty: four to a row where that leaves none over, else three and what is left. */
export function inRow(panels: readonly PanelSpec[]): PanelSpec[] {
  const count = panels.length;
  const columns = (place: number) => {
    if (count === 1) return 12;
    if (count % 4 === 0 || (count > 4 && count % 3 === 1 && place < 4)) return 3;
    return count % 3 === 2 && place >= count - 2 ? 6 : 4;
  };
  return panels.map((panel, place) => ({ ...panel, columns: columns(place) }));
}

export function resourceDashboard(
  kind: ResourceKind,
  values: readonly string[],
  told: readonly string[],
): DashboardSpec {
  const scope = scopeOfOne(kind, values);
  const shown = kind.measures.filter(({ id }) => told.length === 0 || told.includes(id));
  const details = kind.details(scope);
  return {
    id: `resource-${kind.id}`,
    title: kind.name(values),
    answers: `Has this ${kind.noun} room, does anything wait for it, does it fail?`,
    rows: [
      ...ASPECTS.map((aspect) => ({
        title: TITLES[aspect],
        panels: inRow(shown.filter((measure) => measure.aspect === aspect).map((measure) => panelOf(measure, scope))),
      })).filter(({ panels }) => panels.length > 0),
      ...(details.length > 0 ? [{ title: "What it is made of", panels: inRow(details) }] : []),
    ],
  };
}
