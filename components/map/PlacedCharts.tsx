"use client";
/**
 * The charts of one thing that series do not tell apart: a service in one region, calls between two regions. Drawn from the frames of
 * the state, which have its rate, failing and p95 at least every ten seconds, each of the minute before (of a longer step: the highest).
 */
import { useMemo } from "react";
import { usualRange } from "../../server/analysis/usualBand.ts";
import { type ThingId, thingOf } from "../../server/model/state.ts";
import { LineChart } from "../charts/LineChart.tsx";
import { Status } from "../charts/Status.tsx";
import { type AlertScope, ofService } from "../panels/alertScope.ts";
import { chartWindow } from "../panels/chartWindow.ts";
import { PanelSkeleton } from "../panels/PanelSkeleton.tsx";
import { panelStatus, statusTone } from "../panels/panelStatus.ts";
import { chartUnit, panelValue } from "../panels/panelUnits.ts";
import { makeFrameSet } from "../playback/frameSet.ts";
import { ErrorNotice } from "../shell/ErrorNotice.tsx";
import { useShownWindow } from "../state/shownWindow.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { CHART_PX, ChartTabs } from "./ChartTabs.tsx";
import { type PlacedPanel, placedLine, placedPanels } from "./placedLine.ts";

interface PlacedChartsProps {
  readonly id: ThingId;
  /** "in eu-west", "from eu-west to us-east". */
  readonly where: string;
  readonly noun: string;
  readonly first: string;
}

export function PlacedCharts({ id, where, noun, first }: PlacedChartsProps) {
  const panels = useMemo(() => placedPanels(noun), [noun]);
  const alerts = useMemo(() => ofThing(id), [id]);
  return (
    <ChartTabs panels={panels} first={first} alerts={alerts}>
      {(panel) => <PlacedChart id={id} where={where} panel={panel} />}
    </ChartTabs>
  );
}

/** Alerts of a service in its region; of calls between two of them those of both. */
function ofThing(id: ThingId): AlertScope {
  const { kind, names } = thingOf(id);
  const [first = "", firstRegion = "", second = "", secondRegion = ""] = names;
  const of = (service: string, region: string) =>
    service === "" ? [] : ofService(service).map((subject) => ({ ...subject, cloud_region: region }));
  return kind === "placement" ? of(first, firstRegion) : [...of(first, firstRegion), ...of(second, secondRegion)];
}

/** About the panel's width: it has one. */
const WIDTH_PX = 330;
const FRAME_MS = 10_000;
/** Of a longer window the time before is not read only to say what is usual. */
const LONGEST_USUAL_MS = 6 * 3_600_000;

function PlacedChart({ id, where, panel }: { id: ThingId; where: string; panel: PlacedPanel }) {
  const trpc = useTRPC();
  const shown = useShownWindow();
  const { startMs, endMs, stepMs } = useMemo(() => chartWindow(shown, WIDTH_PX, FRAME_MS), [shown]);
  const lengthMs = endMs - startMs;
  const ask = { startMs, endMs, steps: Math.max(1, Math.round(lengthMs / stepMs)), things: [id] };
  const now = useClockQuery(trpc.state.frames.queryOptions(ask));
  const before = useClockQuery(
    trpc.state.frames.queryOptions(
      { ...ask, startMs: startMs - lengthMs, endMs: startMs },
      { enabled: lengthMs <= LONGEST_USUAL_MS },
    ),
  );
  const frames = useMemo(() => (now.data ? makeFrameSet(now.data) : null), [now.data]);
  const usual = useMemo(
    () => (before.data ? usualRange(placedLine(makeFrameSet(before.data), id, panel)) : null),
    [before.data, id, panel],
  );
  const values = useMemo(() => (frames ? placedLine(frames, id, panel) : []), [frames, id, panel]);
  if (!frames) {
    return now.error ? (
      <ErrorNotice error={now.error} what={panel.title} retry={now.refetch} line />
    ) : (
      <PanelSkeleton height={CHART_PX} busy />
    );
  }
  const latest = values.findLast((value) => value !== null) ?? null;
  const usually = usual && (usual[0] + usual[1]) / 2;
  const status = panelStatus(panel, latest, usually);
  const color = panel.id === "mapFailing" ? "var(--fail-fill)" : "var(--svc-1)";
  return (
    <figure aria-label={`${panel.title} ${where}`} className="flex min-w-0 flex-col">
      <figcaption className="num flex items-baseline gap-2 px-(--pad) pt-2 pb-1 text-12 text-ink-3">
        <span className="min-w-0 truncate">
          {panel.line} {where}
        </span>
        <span className="ml-auto whitespace-nowrap">
          {usually !== null && <span className="mr-2 text-11">usually {panelValue(usually, panel)}</span>}
          {status && <Status kind={status.kind} label={status.words} size={9} />}{" "}
          <span className={`font-medium text-13 ${statusTone(status) || "text-ink"}`}>{panelValue(latest, panel)}</span>
        </span>
      </figcaption>
      {latest === null ? (
        <p className="px-(--pad) pb-3 text-12 text-ink-3">Nothing was counted here in this window.</p>
      ) : (
        <LineChart
          window={shown}
          series={[{ name: panel.line, color, values, area: true }]}
          startMs={frames.atMs[0] ?? startMs}
          stepMs={stepMs}
          unit={chartUnit(panel.unit)}
          noun={panel.noun}
          height={CHART_PX}
          usual={usual}
        />
      )}
    </figure>
  );
}
