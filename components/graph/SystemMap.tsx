"use client";
/**
 * The system as a picture: nodes in groups, calls between them, at one instant. It takes the graph (of the window's union), the numbers
 * under a moving playhead and, for a comparison, what changed; it calls back with what is chosen. Where things stand is decided when the
 * map settles (./useMapPlan.ts); how they look follows every step.
 */
import { type ReactNode, type RefObject, useMemo, useRef } from "react";
import type { Folding } from "../../server/analysis/graph/folding.ts";
import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { type GraphHandle, GraphView } from "./GraphView.tsx";
import { joinedMarks, joinedNumbersAt } from "./joinedNodes.ts";
import { type DiffMark, looksOf } from "./mapLooks.ts";
import { bundleId, type NumbersAt, type Signals } from "./prepareMap.ts";
import type { Target } from "./scene.ts";
import { useGraphKeys } from "./useGraphKeys.ts";
import { type MapFold, useMapPlan } from "./useMapPlan.ts";

export type { GraphHandle } from "./GraphView.tsx";

/** A node, an edge (ids of both ends, and of the edges it stands for) or a group. */
export type Choice =
  | { readonly kind: "node"; readonly id: string }
  | { readonly kind: "edge"; readonly from: string; readonly to: string }
  | { readonly kind: "group"; readonly id: string };

export interface SystemMapProps extends MapFold {
  readonly graph: MapGraph;
  /** While the playhead moves; null: the numbers of the graph itself. */
  readonly numbersAt: NumbersAt | null;
  readonly signals: Signals;
  /** Criticality of each node, as of server/analysis/graph/pageRank.ts. */
  readonly ranks: ReadonlyMap<string, number>;
  readonly colorOf: (service: string) => string;
  readonly pins: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly chosen: Choice | null;
  /** Changes of things between two instants, by their ids. */
  readonly marks?: ReadonlyMap<string, DiffMark> | null;
  /** Another value looks at the whole again. */
  readonly fitKey: string;
  readonly label: string;
  readonly handle?: RefObject<GraphHandle | null>;
  readonly choose: (choice: Choice | null) => void;
  /** Asked for with a second click: a node's page, a group opened or shut. */
  readonly open: (choice: Choice) => void;
  readonly pin: (id: string, at: { readonly x: number; readonly y: number }) => void;
  /** Drawn above the map: what it has, as in "15 boxes drawn". */
  readonly children?: (folding: Folding) => ReactNode;
}

export function SystemMap(props: SystemMapProps) {
  const { graph, signals, ranks, colorOf, pins, chosen, fitKey, children } = props;
  const { groupBy, want, opened, shut, out, everything } = props;
  const numbersAt = useMemo(() => joinedNumbersAt(graph, props.numbersAt), [graph, props.numbersAt]);
  const marks = useMemo(() => joinedMarks(graph, props.marks ?? null), [graph, props.marks]);
  const { plan, folding, places } = useMapPlan({
    ...{ graph, numbersAt, ranks, pins, groupBy, want, opened, shut, out, everything },
    size: signals.size,
  });
  const looks = useMemo(
    () => looksOf(plan, { numbersAt, signals, ranks, colorOf, pinned: new Set(pins.keys()), marks }),
    [plan, numbersAt, signals, ranks, colorOf, pins, marks],
  );
  const selected = useMemo(() => targetOf(chosen, folding), [chosen, folding]);
  const scene = useMemo(() => ({ ...looks, places, selected }), [looks, places, selected]);
  const choiceOf = ({ kind, id }: Target): Choice | null => {
    if (kind === "box") {
      if (plan.nodes.has(id)) return { kind: "node", id };
      return { kind: "group", id: folding.folded.get(id)?.group.id ?? id };
    }
    const bundle = plan.bundles.find((one) => one.id === id);
    if (!bundle) return null;
    const single = bundle.edges.length === 1 ? bundle.edges[0] : undefined;
    return { kind: "edge", from: single?.from ?? bundle.from, to: single?.to ?? bundle.to };
  };
  const open = (id: string) => {
    const choice = choiceOf({ kind: "box", id });
    if (choice) props.open(choice);
  };
  const section = useRef<HTMLElement>(null);
  const hasFocus = () => section.current?.contains(document.activeElement) === true;
  const at = selected?.kind === "box" ? selected.id : null;
  const go = (id: string) => {
    props.choose(choiceOf({ kind: "box", id }));
  };
  useGraphKeys({ plan, places, at, go, open, hasFocus });
  return (
    <section
      ref={section}
      aria-label={`${props.label}: arrow keys walk along calls, Enter opens`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is walked over by the arrow keys.
      tabIndex={0}
      className="absolute inset-0 focus-visible:outline-offset-[-2px]"
    >
      <GraphView
        scene={scene}
        fitKey={fitKey}
        handle={props.handle}
        label={props.label}
        select={(target) => {
          const choice = target && choiceOf(target);
          // A folded group opens at once: what it hides is why one presses it.
          if (target && choice?.kind === "group" && folding.folded.has(target.id)) props.open(choice);
          else props.choose(choice);
        }}
        open={open}
        moved={(id, x, y) => props.pin(id, { x, y })}
      />
      {children?.(folding)}
    </section>
  );
}

function targetOf(chosen: Choice | null, { boxOf }: Folding): Target | null {
  if (!chosen) return null;
  if (chosen.kind !== "edge") return { kind: "box", id: boxOf.get(chosen.id) ?? chosen.id };
  return { kind: "line", id: bundleId(boxOf.get(chosen.from) ?? chosen.from, boxOf.get(chosen.to) ?? chosen.to) };
}
