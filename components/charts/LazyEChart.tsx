"use client";
/** The chart library on demand: nothing of it is in a page's first paint. The space is kept while it loads. */
import { lazy, Suspense } from "react";
import type { EChartProps } from "./EChart.tsx";

/** Begins with the page's own code, so that the library is there when the data is. */
const load = () => import("./EChart.tsx").then(({ EChart }) => ({ default: EChart }));
const loading = typeof window === "undefined" ? null : load();
const EChart = lazy(() => loading ?? load());

export function LazyEChart(props: EChartProps) {
  return (
    <Suspense fallback={<div style={{ width: props.width, height: props.height }} />}>
      <EChart {...props} />
    </Suspense>
  );
}
