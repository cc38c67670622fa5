"use client";
/** Databases and caches: which of them is slow or fails, and who waits for it. */
import { DATABASE } from "./databaseKind.ts";
import { DATABASES } from "./databasesDashboard.ts";
import { KindDashboard } from "./KindDashboard.tsx";

export function DatabasesScreen() {
  return <KindDashboard kind={DATABASE} spec={DATABASES} />;
}
