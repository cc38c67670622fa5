/**
 * What the regions of a service say together, and where one of them leads.
 * Shape: rows of `services.regions`, trouble first -> half a sentence beside the head of their table.
 */
import { thingId } from "../../server/model/state.ts";
import { formatCount } from "../format/formatNumbers.ts";
import type { Answers } from "../trpc/client.tsx";

export type RegionRow = Answers["services"]["regions"]["regions"][number];

/** "only eu-west fails", "eu-west fails, us-east is degraded", "2 of 3 fail", "3, all healthy", "3, trouble first". */
export function regionsWords(rows: readonly Pick<RegionRow, "region" | "health">[], total: number): string {
  const of = (kind: RegionRow["health"]["kind"]) => rows.filter(({ health }) => health.kind === kind);
  const [failed, degraded] = [of("fail"), of("warn")];
  const listed = rows.length < total ? `the first ${formatCount(rows.length)} of ${formatCount(total)}` : "";
  if (listed) return `${listed}, trouble first`;
  if (of("ok").length === total) return `${formatCount(total)}, all healthy`;
  if (failed.length + degraded.length === 0) return `${formatCount(total)}`;
  const others = of("ok").length + failed.length + degraded.length === total && of("ok").length > 0 ? "only " : "";
  if (failed.length === 1 && degraded.length === 0) return `${others}${failed[0]?.region} fails`;
  if (failed.length === 0 && degraded.length === 1) return `${others}${degraded[0]?.region} is degraded`;
  const parts = [
    failed.length > 0 && (failed.length === 1 ? `${failed[0]?.region} fails` : `${formatCount(failed.length)} fail`),
    degraded.length > 0 &&
      (degraded.length === 1 ? `${degraded[0]?.region} is degraded` : `${formatCount(degraded.length)} are degraded`),
  ].filter((part) => part !== false);
  return `${parts.join(", ")}, of ${formatCount(total)}`;
}

/** The map in regions, around this service in this one, which is chosen. */
export function regionHref(service: string, region: string): string {
  const id = thingId("placement", service, region);
  return `/map?group=region&focus=${encodeURIComponent(id)}&pick=${encodeURIComponent(`node ${id}`)}`;
}
