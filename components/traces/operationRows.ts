/** A trace added up by operation (service, span name, span kind). `totalNano` counts concurrent spans each; `selfNano` own work only. */
import { StatusCode } from "../../server/model/span.ts";
import { isMissing, nameOf, serviceOf, type TraceModel } from "./traceModel.ts";

export interface OperationRow {
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly firstRow: number;
  spanCount: number;
  errorCount: number;
  longestNano: number;
  totalNano: number;
  selfNano: number;
}

export function operationRows(model: TraceModel): OperationRow[] {
  const byKey = new Map<string, OperationRow>();
  for (let row = 0; row < model.count; row++) {
    if (isMissing(model, row)) continue;
    const key = `${model.service[row]} ${model.name[row]} ${model.kind[row]}`;
    let sum = byKey.get(key);
    if (!sum) {
      sum = {
        ...{ service: serviceOf(model, row), name: nameOf(model, row), kind: model.kind[row] ?? 0, firstRow: row },
        ...{ spanCount: 0, errorCount: 0, longestNano: 0, totalNano: 0, selfNano: 0 },
      };
      byKey.set(key, sum);
    }
    const duration = model.durationNano[row] ?? 0;
    sum.spanCount++;
    sum.errorCount += model.statusCode[row] === StatusCode.ERROR ? 1 : 0;
    sum.longestNano = Math.max(sum.longestNano, duration);
    sum.totalNano += duration;
    sum.selfNano += model.selfNano[row] ?? 0;
  }
  return [...byKey.values()];
}
