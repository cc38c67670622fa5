"use client";
/** What the trace was: how its root ended, its name, how long it took against the hour before, how much there is of it, its id. */
import { useQuery } from "@tanstack/react-query";
import { StatusCode } from "../../server/model/span.ts";
import { Status, type StatusKind } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatUnixNano } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { CopyButton } from "../shell/CopyButton.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { isEnough } from "./prepareUsual.ts";
import { isMissing, nameOf, serviceOf, type TraceModel } from "./traceModel.ts";
import { usualInput } from "./usualInput.ts";

function statusOf(model: TraceModel): { kind: StatusKind; label: string } {
  const { view } = model;
  if (model.statusCode[view.rootRow] === StatusCode.ERROR) return { kind: "fail", label: "failed" };
  if (view.errorCount > 0) return { kind: "warn", label: "answered, with failures inside" };
  return { kind: "ok", label: "without error" };
}

/** How long the root took; of one that ends before it starts, by how much. */
export function rootLength({ view, durationNano }: Pick<TraceModel, "view" | "durationNano">): string {
  return view.rootReversedNano === undefined
    ? formatDuration(durationNano[view.rootRow] ?? 0)
    : `ends ${formatDuration(view.rootReversedNano)} before it starts`;
}

export function TraceHeader({ model }: { model: TraceModel }) {
  const { view } = model;
  const zone = useZone();
  const trpc = useTRPC();
  const hasRoot = !isMissing(model, view.rootRow);
  const usual = useQuery(trpc.traces.usual.queryOptions(usualInput(model, view.rootRow), { enabled: hasRoot }));
  const { kind, label } = statusOf(model);
  const startUnixNano = (BigInt(view.startUnixNano) + BigInt(Math.round(model.originNano))).toString();
  const isFailure = /^[45]/.test(view.httpStatusCode ?? "");
  return (
    <header className="flex min-h-[46px] flex-none items-center gap-2.5 border-line border-b px-(--pad) phone:flex-wrap phone:gap-y-0.5 phone:py-2">
      <Status kind={kind} size={13} label={label} />
      <h1 className="min-w-0 truncate [unicode-bidi:isolate]">
        {hasRoot ? shownText(nameOf(model, view.rootRow)) : `${serviceOf(model, view.rootRow + 1)}, root never arrived`}
      </h1>
      {view.httpStatusCode && (
        <span className={`chip num ${isFailure ? "border-current text-fail" : ""}`}>{view.httpStatusCode}</span>
      )}
      <span className="num whitespace-nowrap font-medium">{rootLength(model)}</span>
      <span className="whitespace-nowrap text-ink-3">
        {usual.data && isEnough(usual.data) ? `usually ${formatDuration(usual.data.p50Nano)}` : ""}
      </span>
      <span className="flex-1 phone:hidden" />
      <span className="num whitespace-nowrap text-12 text-ink-3" title={formatUnixNano(startUnixNano, zone, "full")}>
        {formatCountOf(view.spanCount, "span")} · {formatCountOf(view.services.length, "service")} ·{" "}
        {formatUnixNano(startUnixNano, zone, "clock")}
      </span>
      <span className="mono flex items-center whitespace-nowrap text-ink-2 phone:hidden">
        <span title={view.traceId}>
          {view.traceId.slice(0, 8)}…{view.traceId.slice(-7)}
        </span>
        <CopyButton text={view.traceId} what="trace id" />
      </span>
    </header>
  );
}
