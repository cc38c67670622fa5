"use client";
/** Marks of alerts on demand: where no alert fired, and in a page's first paint, nothing of them is loaded. */
import { lazy, Suspense } from "react";
import type { AlertMarksProps } from "./AlertMarks.tsx";
import { useChartAlerts } from "./chartAlerts.ts";

const AlertMarks = lazy(() => import("./AlertMarks.tsx").then(({ AlertMarks: Marks }) => ({ default: Marks })));

export function LazyAlertMarks(props: Omit<AlertMarksProps, "on">) {
  const on = useChartAlerts();
  if (on.alerts.length === 0) return null;
  return (
    <Suspense>
      <AlertMarks {...props} on={on} />
    </Suspense>
  );
}
