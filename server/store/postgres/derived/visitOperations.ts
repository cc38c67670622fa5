/**
 * Goes through the increments of every operation in a window, tier rows first, then what is not folded, without holding more
 * than a stretch of them: the counters of ten thousand operations over a month are tens of millions of numbers.
 */

import { cellTotal } from "../../../model/durationCells.ts";
import type { OperationVisitor } from "../../../model/increments.ts";
import { KnownHeads, scanOperations } from "../../../model/incrementsScan.ts";
import type { Grid, OperationScan } from "../../derivedReader.ts";
import { placeOf } from "./callSums.ts";
import { type DerivedSource, planOf } from "./readDerived.ts";
import { readBodiesInTurn } from "./snapshot.ts";
import { Kind, subjectOf } from "./tiers.ts";

export async function visitOperations(
  source: DerivedSource,
  query: OperationScan,
  visitorOf: (grid: Grid) => OperationVisitor,
): Promise<Grid> {
  const plan = planOf(source, query);
  const grid = { stepMs: plan.stepMs, startMs: plan.startMs, bucketCount: plan.bucketCount };
  const visit = visitorOf(grid);
  const heads = new KnownHeads();
  const subject = query.service === undefined ? undefined : subjectOf(query.service);
  const turns = readBodiesInTurn(source.pool, { tenant: query.tenant, parts: plan.parts, kind: Kind.SERVICE, subject });
  for await (const { stored, pending } of turns) {
    query.signal?.throwIfAborted();
    for (const row of stored) scanOperations(row, query.withCells, heads, visit);
    for (const { operations } of pending) {
      for (const it of operations) {
        if (placeOf(plan, it.bucket) < 0 || (subject !== undefined && subjectOf(it.service) !== subject)) continue;
        const cells = query.withCells ? it.cells : null;
        visit(it.bucket, it.service, it.name, it.kind, it.status, it.overflow, it.sumNano, cellTotal(it.cells), cells);
      }
    }
  }
  return grid;
}
