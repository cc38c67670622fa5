"use client";
/** Everything about one span: how long against usual, attributes, events, links, resource, scope; or the OTLP JSON as it is. */
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useMemo } from "react";
import { RowMark } from "../../server/analysis/traceTree.ts";
import { SPAN_KIND_NAMES, SpanKind, StatusCode } from "../../server/model/span.ts";
import { AttributeTable } from "../attributes/AttributeTable.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatUnixNano } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";
import type { AttributeEquals } from "../state/attributeFilters.ts";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { ConsumedBy } from "./ConsumedBy.tsx";
import { DurationAgainstUsual } from "./DurationAgainstUsual.tsx";
import { SpanEvents } from "./SpanEvents.tsx";
import { SpanLinks } from "./SpanLinks.tsx";
import { readSpanDetail, type SpanDetail } from "./spanDetail.ts";
import { searchAddress } from "./traceFilters.ts";
import { serviceOf, shiftNano, spanIdOf, spanReference, type TraceModel } from "./traceModel.ts";

const tracesWith = (filter: AttributeEquals) => (
  <ClockLink
    href={searchAddress({ attr: [filter] })}
    className="icon-btn h-[22px]"
    aria-label={`Find traces with this ${filter.key}`}
    title="Find traces with this"
  >
    <Search size={12} strokeWidth={1.6} aria-hidden="true" />
  </ClockLink>
);

interface SpanContentProps {
  readonly model: TraceModel;
  readonly row: number;
  readonly raw: boolean;
}

export function SpanContent({ model, row, raw }: SpanContentProps) {
  const trpc = useTRPC();
  const reference = spanReference(model, row);
  const query = useQuery(
    trpc.traces.span.queryOptions({ traceId: model.view.traceId, ...reference }, { staleTime: 300_000 }),
  );
  return (
    <AsyncPanel query={query} skeleton={<PanelSkeleton />} what="the span">
      {({ otlp }) => (raw ? <RawSpan otlp={otlp} /> : <DetailOf otlp={otlp} model={model} row={row} />)}
    </AsyncPanel>
  );
}

function DetailOf({ otlp, model, row }: { otlp: string; model: TraceModel; row: number }) {
  const detail = useMemo(() => readSpanDetail(otlp), [otlp]);
  if (!detail) return null;
  return (
    <>
      {detail.statusMessage !== "" && (
        <p className="break-words px-(--pad) pt-3 pb-2.5">
          <span className={`font-medium ${detail.statusCode === StatusCode.ERROR ? "text-fail" : ""}`}>
            {shownText(detail.statusMessage)}
          </span>
        </p>
      )}
      <DurationAgainstUsual model={model} row={row} />
      <AttributeTable title="Span" rows={factsOf(detail, model, row)} />
      {detail.kind === SpanKind.PRODUCER && (
        <ConsumedBy
          traceId={model.view.traceId}
          spanId={spanIdOf(model, row)}
          isAnswered={model.parent.some(
            (above, below) => above === row && serviceOf(model, below) !== serviceOf(model, row),
          )}
        />
      )}
      <SpanLinks links={detail.links} />
      <AttributeTable title="Attributes" rows={detail.attributes} wayOn={tracesWith} />
      <SpanEvents events={detail.events} startUnixNano={model.view.startUnixNano} />
      <AttributeTable title="Resource" rows={detail.resource} atFirst={6} wayOn={tracesWith} />
      <AttributeTable title="Scope" rows={detail.scope} />
      {detail.dropped && <p className="px-(--pad) pb-3 text-12 text-ink-3">Not kept: {detail.dropped}.</p>}
      <SpanTimes detail={detail} model={model} row={row} />
    </>
  );
}

/** The span's own fields, in the look of attributes. */
function factsOf(detail: SpanDetail, model: TraceModel, row: number) {
  const fact = (key: string, text: string) => ({ key, text, type: "string" as const });
  const kind = SPAN_KIND_NAMES[detail.kind]?.replace("SPAN_KIND_", "").toLowerCase() ?? `unknown (${detail.kind})`;
  const status = ["unset", "ok", "error"][detail.statusCode] ?? `unknown (${detail.statusCode})`;
  const shift = shiftNano(model, row) + model.originNano;
  const marks = model.marks[row] ?? 0;
  return [
    fact("kind", kind),
    fact("status", status),
    fact(
      "duration",
      `${formatDuration(model.durationNano[row] ?? 0)}, ${formatDuration(model.selfNano[row] ?? 0)} of it its own`,
    ),
    fact("starts after", formatDuration(model.offsetNano[row] ?? 0)),
    fact("span id", spanIdOf(model, row)),
    ...(detail.traceState ? [fact("trace state", detail.traceState)] : []),
    ...(shift !== 0
      ? [fact("clock", `shown ${formatDuration(Math.abs(shift))} ${shift > 0 ? "later" : "earlier"} than sent`)]
      : []),
    ...(marks & RowMark.OUTSIDE ? [fact("note", "runs outside its parent's time")] : []),
    ...(marks & RowMark.SHARED_ID ? [fact("note", "client and server share this id")] : []),
  ];
}

function SpanTimes({ detail, model, row }: { detail: SpanDetail; model: TraceModel; row: number }) {
  const zone = useZone();
  return (
    <p className="num border-line border-t px-(--pad) py-2.5 text-11 text-ink-3">
      {formatUnixNano(detail.startUnixNano, zone, "full")}
      {model.marks[row] && (model.marks[row] ?? 0) & RowMark.REVERSED ? (
        <>
          {" "}
          · its end is {formatDuration(Number(BigInt(detail.startUnixNano) - BigInt(detail.endUnixNano)))} before that:{" "}
          {formatUnixNano(detail.endUnixNano, zone, "full")}
        </>
      ) : null}
    </p>
  );
}

function RawSpan({ otlp }: { otlp: string }) {
  const text = useMemo(() => JSON.stringify(JSON.parse(otlp), null, 2), [otlp]);
  return (
    <div className="relative px-(--pad) py-2.5">
      <span className="absolute top-2 right-3">
        <CopyButton text={text} what="span as OTLP JSON" />
      </span>
      <pre className="mono whitespace-pre-wrap break-words text-12 text-ink-2">{text}</pre>
    </div>
  );
}

function PanelSkeleton() {
  return (
    <div className="space-y-2 px-(--pad) py-3">
      {[90, 70, 80, 60, 75, 50].map((width) => (
        <div key={width} className="skeleton h-3.5" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
