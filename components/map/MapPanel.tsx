"use client";
/** The side panel of what is chosen on the map: a node, the calls between two, a group. A sheet from below on narrow screens. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { GraphNode, Numbers } from "../../server/analysis/graph/mapGraph.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status, type StatusKind } from "../charts/Status.tsx";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRate, formatRatio } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { rateUnit } from "../graph/mapWords.ts";
import { Panel } from "../panels/Panel.tsx";
import type { PanelSpec } from "../panels/panelSpec.ts";
import { CHART_PX, ChartTabs } from "./ChartTabs.tsx";

interface MapPanelProps {
  readonly label: string;
  readonly status: StatusKind | null;
  readonly title: ReactNode;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

export function MapPanel({ label, status, title, close, children, foot }: MapPanelProps) {
  return (
    <aside
      aria-label={label}
      className="flex w-[374px] flex-none flex-col overflow-hidden border-line border-l bg-surface max-[1000px]:absolute max-[1000px]:inset-x-0 max-[1000px]:bottom-0 max-[1000px]:z-20 max-[1000px]:h-[68%] max-[1000px]:w-auto max-[1000px]:rounded-t-6 max-[1000px]:border-line-strong max-[1000px]:border-t max-[1000px]:shadow-float"
    >
      <div className="flex items-center gap-[9px] px-(--pad) pt-3 pb-1.5">
        {status && <Status kind={status} size={13} />}
        <h2 className="flex min-w-0 flex-1 items-center gap-2 text-14">{title}</h2>
        <button type="button" className="icon-btn" aria-label="Close" title="Close (Esc)" onClick={close}>
          <X size={14} strokeWidth={1.6} aria-hidden="true" />
        </button>
      </div>
      <section
        aria-label={`About ${label}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto focus-visible:outline-offset-[-2px]"
      >
        {children}
      </section>
      {foot && <div className="flex flex-none flex-wrap gap-2 border-line border-t px-(--pad) py-2.5">{foot}</div>}
    </aside>
  );
}

export function NodeTitle({ node }: { node: GraphNode }) {
  return (
    <>
      {node.service ? <ServiceName service={node.service} /> : <span className="truncate">{shownText(node.name)}</span>}
      {node.region && <span className="flex-none font-normal text-ink-3">in {shownText(node.region)}</span>}
    </>
  );
}

const TONES: Readonly<Record<string, string>> = { failed: "text-fail", degraded: "text-warn" };

/** The numbers of the minute before the instant, side by side; the one that is the trouble has its colour. */
export function Figures({ numbers, type }: { numbers: Numbers; type: string | null }) {
  const tone = TONES[numbers.health] ?? "";
  const failing = (numbers.errorRatio ?? 0) >= 0.005;
  const full = (numbers.saturation ?? 0) >= 0.85;
  const figures: readonly (readonly [string, string, string])[] = [
    ["Requests", formatRate(numbers.requestsPerSecond, rateUnit(type)), ""],
    ["Failing", formatRatio(numbers.errorRatio), failing ? tone : ""],
    ["p95", formatSeconds(numbers.p95Seconds), !failing && !full ? tone : ""],
  ];
  const more =
    numbers.saturation === null ? [] : [["Fullest", formatRatio(numbers.saturation), full ? tone : ""] as const];
  return (
    <dl className="mt-3 flex divide-x divide-line border-line border-y">
      {[...figures, ...more].map(([name, value, color]) => (
        <div key={name} className="min-w-0 flex-auto px-3 py-2 first:pl-(--pad)">
          <dt className="text-11 text-ink-3">{name}</dt>
          <dd className={`num whitespace-nowrap font-medium text-13 ${color}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A reason as the history has it begins small: it follows a name there. */
export function Sentence({ text: reason, health }: { text: string; health: string }) {
  const text = reason.charAt(0).toUpperCase() + reason.slice(1);
  const [first = "", ...rest] = text.split(/(?<=[,.;]) /);
  const tone = TONES[health];
  if (!tone) return <p className="px-(--pad) text-14 text-ink-2">{text}</p>;
  return (
    <p className="px-(--pad) text-14">
      <span className={tone}>{first}</span> {rest.join(" ")}
    </p>
  );
}

export function Part({ title, sub, children }: { title: string; sub?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-line border-t pb-2">
      <div className="sec">
        <h2>{title}</h2>
        {sub && <span className="sec-sub num">{sub}</span>}
      </div>
      {children}
    </section>
  );
}

export function Charts({ panels, first }: { panels: readonly PanelSpec[]; first: string }) {
  return (
    <ChartTabs panels={panels} first={first}>
      {(panel) => <Panel key={panel.id} spec={panel} height={CHART_PX} />}
    </ChartTabs>
  );
}
