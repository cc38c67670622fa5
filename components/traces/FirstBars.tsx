/**
 * The bars of the rows in sight as plain elements: what the page shows before its scripts run and the canvas takes over. Places are
 * shares of the width, since the server knows none.
 */
import { StatusCode } from "../../server/model/span.ts";
import { useServiceColor } from "../charts/ServiceColors.tsx";
import { isHere, isMissing, serviceOf, type TraceModel } from "./traceModel.ts";
import { lengthText } from "./waterfallPaint.ts";
import { ROW_PX } from "./waterfallRows.ts";

interface FirstBarsProps {
  readonly model: TraceModel;
  readonly zoom: readonly [number, number];
  readonly visible: Uint32Array;
  readonly first: number;
  readonly last: number;
  /** Where the first of all rows would stand. */
  readonly top: number;
}

export function FirstBars({ model, zoom: [from, to], visible, first, last, top }: FirstBarsProps) {
  const share = (nano: number) => Math.min(1, Math.max(0, (nano - from) / Math.max(to - from, 1)));
  const percent = (ratio: number) => `${(ratio * 100).toFixed(3)}%`;
  return (
    <div aria-hidden="true" className="absolute inset-y-0 right-[66px] left-(--names) max-[519px]:right-[50px]">
      {Array.from(visible.subarray(first, last), (row, i) => {
        if (!isHere(model, row) || isMissing(model, row)) return null;
        const [start, end] = [
          share(model.offsetNano[row] ?? 0),
          share((model.offsetNano[row] ?? 0) + (model.durationNano[row] ?? 0)),
        ];
        return (
          <div
            key={row}
            className="absolute inset-x-0 flex items-center"
            style={{ top: top + (first + i) * ROW_PX, height: ROW_PX, paddingLeft: percent(start) }}
          >
            <Bar service={serviceOf(model, row)} width={start < 1 ? percent((end - start) / (1 - start)) : "2px"} />
            <span
              className={`num flex-none pl-2 text-11 ${model.statusCode[row] === StatusCode.ERROR ? "font-semibold text-fail" : "text-ink-2"}`}
            >
              {lengthText(model, row)}
            </span>
          </div>
        );
      })}
    </div>
  );
}

function Bar({ service, width }: { service: string; width: string }) {
  const background = useServiceColor(service);
  return <span className="h-[13px] min-w-0.5 flex-none rounded-[2px] opacity-60" style={{ background, width }} />;
}
