"use client";
/** The chart library on demand: nothing of it is in a page's first paint. The space is kept while it loads. */
import { lazy, Suspense } from "react";
import type { EChartProps } from "./EChart.tsx";

/** Begins with the page's own code, so that the library is there when the data is. */
const loading = typeof window === "undefined" ? null : import("./EChart.tsx");
const EChart = lazy(() => loading ?? import("./EChart.tsx"));

export function LazyEChart(props: EChartProps) {
  return (
    <Suspense fallback={<div style={{ width: props.width, height: props.height }} />}>
      <EChart {...props} />
    </Suspense>
  );
}
