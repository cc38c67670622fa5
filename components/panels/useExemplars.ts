"use client";
/** Single measurements of what a panel shows, spread over the window, each with its trace. */
import { useMemo } from "react";
import type { Dot } from "../charts/ChartDots.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { chartWindow } from "./chartWindow.ts";
import type { PanelSpec } from "./panelSpec.ts";
import { panelValue } from "./panelUnits.ts";
import { prepareDots } from "./prepareDots.ts";

/** Asked anew once in a sixtieth of the window. */
const WIDTH_PX = 240;
const NONE: readonly Dot[] = [];

export function useExemplars(spec: PanelSpec, mostDots: number): readonly Dot[] {
  const clock = useClock();
  const zone = useZone();
  const { startMs, endMs } = useMemo(
    () => chartWindow({ startMs: clock.startMs, endMs: clock.endMs }, WIDTH_PX),
    [clock.startMs, clock.endMs],
  );
  const expr = spec.exemplars ?? "";
  const { data } = useClockQuery(
    useTRPC().metrics.exemplars.queryOptions({ startMs, endMs, expr }, { enabled: expr !== "" }),
  );
  return useMemo(() => {
    if (!data || expr === "") return NONE;
    return prepareDots({ ...data, startMs, endMs, mostDots, zone, say: (value) => panelValue(value, spec) });
  }, [data, expr, startMs, endMs, mostDots, zone, spec]);
}
