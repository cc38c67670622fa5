"use client";
/** The left half of one row, over its tree lines: the service's stripe, service and span name, a shape when it failed or is odd. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import { NO_ROW, RowMark } from "../../server/analysis/traceTree.ts";
import { StatusCode } from "../../server/model/span.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { formatCount } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { isHere, isMissing, nameOf, serviceOf, spanIdOf, type TraceModel } from "./traceModel.ts";
import { indentOf } from "./treeLines.ts";
import { lengthText } from "./waterfallPaint.ts";
import { hasChildren, ROW_PX } from "./waterfallRows.ts";

interface WaterfallRowProps {
  readonly model: TraceModel;
  readonly row: number;
  readonly top: number;
  readonly width: number;
  readonly isSelected: boolean;
  readonly isMatch: boolean;
  readonly isCollapsed: boolean;
  /** Its time has not come in a replay. */
  readonly isWaiting: boolean;
  readonly open: (row: number) => void;
  readonly toggle: (row: number) => void;
}

export const rowElementId = (row: number) => `span-row-${row}`;

/** What is odd about a row, in words; "" when nothing is. */
export function oddityOf(marks: number): string {
  return [
    marks & RowMark.CYCLE ? "Its parents form a ring; cut here." : "",
    marks & RowMark.REVERSED ? "Ends before it starts." : "",
    marks & RowMark.REPEATED_ID ? "Another span has the same id." : "",
  ]
    .filter(Boolean)
    .join(" ");
}

export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const { model, row, top, width, isSelected, isMatch, isCollapsed, isWaiting, open, toggle } = props;
  if (!isHere(model, row)) return <RowOnItsWay row={row} top={top} />;
  const indent = indentOf(model.depth[row] ?? 0, width);
  const failed = model.statusCode[row] === StatusCode.ERROR && !isMissing(model, row);
  const oddity = oddityOf(model.marks[row] ?? 0);
  const label = isMissing(model, row)
    ? `Missing parent ${spanIdOf(model, row)}`
    : `${shownText(serviceOf(model, row))} ${shownText(nameOf(model, row))}, ${lengthText(model, row)}${failed ? ", failed" : ""}${oddity ? `, ${oddity}` : ""}`;
  const expands = hasChildren(model, row);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree holds the focus and names this row by aria-activedescendant.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree's keys (arrows, Enter) do what the pointer does.
    <div
      id={rowElementId(row)}
      role="treeitem"
      aria-level={(model.depth[row] ?? 0) + 1}
      aria-selected={isSelected}
      aria-expanded={expands ? !isCollapsed : undefined}
      aria-label={label}
      title={oddity || undefined}
      className={`group absolute left-0 flex w-(--names) cursor-pointer [contain:strict] items-center overflow-hidden text-12 ${isWaiting ? "opacity-40" : ""}`}
      style={{ top, height: ROW_PX, paddingLeft: indent, paddingRight: 8 }}
      onClick={() => open(row)}
    >
      {isMissing(model, row) ? (
        <span className="truncate text-ink-3 italic">parent {spanIdOf(model, row).slice(0, 8)}… never arrived</span>
      ) : (
        <>
          <span className="scale-y-[.86]">
            <ServiceName service={serviceOf(model, row)} stripeOnly />
          </span>
          <span
            className={`ml-1.5 min-w-0 truncate ${isMatch ? "rounded-3 bg-usual px-1 outline outline-line-control" : ""}`}
          >
            <bdi className="font-medium">{shownText(serviceOf(model, row))}</bdi>{" "}
            <bdi className="ml-0.5 text-ink-2">{shownText(nameOf(model, row))}</bdi>
          </span>
        </>
      )}
      {expands && <Fold model={model} row={row} isCollapsed={isCollapsed} toggle={toggle} />}
      <span className="ml-auto flex flex-none items-center gap-1 pl-1.5">
        {oddity && <Status kind="warn" size={10} label="" />}
        {failed && <Status kind="fail" size={10} label="" />}
      </span>
    </div>
  );
});

/** A row of a large trace that is not here yet. */
function RowOnItsWay({ row, top }: Pick<WaterfallRowProps, "row" | "top">) {
  return (
    <div role="none" className="absolute left-0 flex w-(--names) items-center" style={{ top, height: ROW_PX }}>
      <span className="skeleton ml-9 h-3" style={{ width: `${40 + ((row * 7) % 30)}%` }} />
    </div>
  );
}

function Fold({
  model,
  row,
  isCollapsed,
  toggle,
}: Pick<WaterfallRowProps, "model" | "row" | "isCollapsed" | "toggle">) {
  const Icon = isCollapsed ? ChevronRight : ChevronDown;
  const below = (model.subtreeEnd[row] ?? NO_ROW) - row - 1;
  return (
    <span
      aria-hidden="true"
      title={isCollapsed ? "Show what is below (→)" : "Fold (←)"}
      className={`ml-1 flex flex-none items-center rounded-3 px-0.5 text-11 text-ink-3 hover:bg-raised hover:text-ink ${isCollapsed ? "bg-raised" : "opacity-0 group-hover:opacity-100"}`}
      onClick={(event) => {
        event.stopPropagation();
        toggle(row);
      }}
    >
      <Icon size={12} />
      {isCollapsed && <span className="num pr-0.5">{formatCount(below)}</span>}
    </span>
  );
}
