"use client";
/** Single measurements of what a panel shows, spread over the window, each with its trace. */
import type { Dot } from "../charts/ChartDots.tsx";
import type { PanelSpec } from "./panelSpec.ts";

const NONE: readonly Dot[] = [];

export function useExemplars(_spec: PanelSpec, _full: boolean): readonly Dot[] {
  return NONE;
}
