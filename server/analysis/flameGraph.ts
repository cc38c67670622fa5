/**
 * A trace as a flame graph: calls of the same operation by the same caller merged into one frame.
 * Shape: nested frames, (service, span name) below its caller's frame; siblings by descending total. Roots and placeholders hang
 * under one top frame. A missing parent is a frame of its own with no service.
 * Units: nanoseconds. `totalNano` is own self times plus those below: time somebody spent, so concurrent work adds up and a frame
 * may be wider than its spans lasted by the wall clock. That keeps children within their parents, which wall-clock time does not.
 * Cost: linear. Next: `components/traces/TraceFlame.tsx`.
 */
import { StatusCode } from "../model/span.ts";
import type { TraceSpans } from "./traceSpans.ts";
import { NO_ROW, type TraceTree } from "./traceTree.ts";

export interface FlameFrame {
  readonly service: string | null;
  readonly name: string;
  readonly selfNano: number;
  readonly totalNano: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly children: readonly FlameFrame[];
}

interface OpenFrame {
  service: string | null;
  name: string;
  selfNano: number;
  totalNano: number;
  spanCount: number;
  errorCount: number;
  children: OpenFrame[];
  byOperation: Map<number, OpenFrame>;
}

type FlameSpans = Pick<TraceSpans, "services" | "names" | "service" | "name" | "statusCode">;
type FlameRows = Pick<TraceTree, "count" | "span" | "parent" | "selfNano">;

/** The flame graph of the whole trace. */
export function flameGraph(spans: FlameSpans, tree: FlameRows): FlameFrame {
  const top = openFrame(null, "trace");
  const frameOf: OpenFrame[] = [];
  const made: OpenFrame[] = [];
  for (let row = 0; row < tree.count; row++) {
    const caller = frameOf[tree.parent[row] ?? NO_ROW] ?? top;
    const span = tree.span[row] ?? NO_ROW;
    const key = span === NO_ROW ? NO_ROW : (spans.service[span] ?? 0) * spans.names.length + (spans.name[span] ?? 0);
    let frame = caller.byOperation.get(key);
    if (!frame) {
      frame =
        span === NO_ROW
          ? openFrame(null, "missing parent")
          : openFrame(spans.services[spans.service[span] ?? 0] ?? "", spans.names[spans.name[span] ?? 0] ?? "");
      caller.byOperation.set(key, frame);
      caller.children.push(frame);
      made.push(frame);
    }
    frameOf[row] = frame;
    frame.selfNano += tree.selfNano[row] ?? 0;
    frame.spanCount += span === NO_ROW ? 0 : 1;
    frame.errorCount += span !== NO_ROW && spans.statusCode[span] === StatusCode.ERROR ? 1 : 0;
  }
  for (let i = made.length - 1; i >= 0; i--) close(made[i]);
  close(top);
  return top;
}

function openFrame(service: string | null, name: string): OpenFrame {
  return {
    service,
    name,
    selfNano: 0,
    totalNano: 0,
    spanCount: 0,
    errorCount: 0,
    children: [],
    byOperation: new Map(),
  };
}

/** Frames are made before their children, so closing in reverse sees every child closed. */
function close(frame: OpenFrame | undefined): void {
  if (!frame) return;
  frame.totalNano = frame.children.reduce((sum, child) => sum + child.totalNano, frame.selfNano);
  frame.children.sort((a, b) => b.totalNano - a.totalNano);
}
