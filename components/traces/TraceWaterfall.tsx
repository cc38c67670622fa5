"use client";
/**
 * The waterfall: names on the left as text, everything timed on one canvas behind them, both drawn for the rows in sight alone.
 * The list scrolls over its whole height; a frame stuck to its top holds what is seen, so that scrolling never waits for drawing.
 * A tree for assistive technology: one stop for Tab, the row in hand told by aria-activedescendant.
 */
import { type PointerEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { RowState } from "../../server/analysis/traceReplay.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { FirstBars } from "./FirstBars.tsx";
import { ReplayVeil } from "./replay/ReplayVeil.tsx";
import type { TraceReplayer } from "./replay/traceReplayer.ts";
import { sizedContext } from "./sizedContext.ts";
import { TimeAxis } from "./TimeAxis.tsx";
import { timeScale } from "./timeScale.ts";
import type { TraceModel } from "./traceModel.ts";
import { useSize } from "./useSize.ts";
import { useTokens } from "./useTokens.ts";
import type { TraceState } from "./useTraceState.ts";
import type { Waterfall } from "./useWaterfall.ts";
import { rowElementId, WaterfallRow } from "./WaterfallRow.tsx";
import { paintWaterfall } from "./waterfallPaint.ts";
import { contentPx, firstScroll, ROW_PX, scrollTo, visibleIndex, windowOf } from "./waterfallRows.ts";

interface TraceWaterfallProps {
  readonly model: TraceModel;
  readonly state: TraceState;
  readonly waterfall: Waterfall;
  readonly caption: { readonly row: number; readonly text: string } | null;
  /** While it is played: what has not happened yet is pale. */
  readonly replayer?: TraceReplayer;
}

const NAMES_PX = 336;
const NAMES_PHONE_PX = 164;
const LABEL_ROOM_PX = 66;
/** "12.4 ms" beside the longest bar: where it has no room it would stand on the bar. */
const PHONE_LABEL_ROOM_PX = 62;
const PHONE_PX = 520;
const BLOCK_ROWS = 64;
/** What is drawn before the height is known: in the page as the server renders it. */
const UNKNOWN_HEIGHT_PX = 880;

export function TraceWaterfall({ model, state, waterfall, caption, replayer }: TraceWaterfallProps) {
  const { visible, pathIndex } = waterfall;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(scroller);
  const { width } = size;
  const height = size.height || UNKNOWN_HEIGHT_PX;
  const selectedIndex = visibleIndex(visible, state.selected);
  const [scrollPx, setScrollPx] = useState(() => firstScroll(selectedIndex, visible.length));
  const tokens = useTokens();
  const namesPx = width > 0 && width < PHONE_PX ? NAMES_PHONE_PX : NAMES_PX;
  const [from, to] = state.zoom;
  const scale = useMemo(
    () =>
      timeScale(
        from,
        to,
        namesPx,
        Math.max(width - (width < PHONE_PX ? PHONE_LABEL_ROOM_PX : LABEL_ROOM_PX), namesPx + 1),
      ),
    [from, to, namesPx, width],
  );
  const { first, last } = windowOf(scrollPx, height, visible.length);
  // Rows keep their place within a block while it moves as a whole, so that a scrolled frame renders only rows new to it.
  const base = first - (first % BLOCK_ROWS);
  useLayoutEffect(() => {
    const context = canvas.current && width > 0 ? sizedContext(canvas.current, width, height) : null;
    if (!context || !tokens) return;
    const { selected } = state;
    paintWaterfall(context, {
      model,
      visible,
      pathIndex,
      first,
      last,
      scrollPx,
      width,
      height,
      scale,
      selected,
      caption,
      tokens,
    });
  }, [model, visible, pathIndex, first, last, scrollPx, width, height, scale, state, caption, tokens]);

  const isPlaced = useRef(false);
  useLayoutEffect(() => {
    const node = scroller.current;
    if (!node || size.height === 0) return;
    const from = isPlaced.current ? node.scrollTop : firstScroll(selectedIndex, visible.length);
    isPlaced.current = true;
    node.scrollTop = scrollTo(selectedIndex, from, size.height, visible.length);
    // What the browser made of it: where nothing moves, no scroll event tells.
    setScrollPx(node.scrollTop);
  }, [selectedIndex, size.height, visible.length]);

  const { select } = state;
  const open = useCallback((row: number) => select(row, "span"), [select]);
  const openAt = (event: PointerEvent<HTMLCanvasElement>) => {
    const row = visible[Math.floor((event.nativeEvent.offsetY + scrollPx) / ROW_PX)];
    if (row !== undefined) open(row);
  };
  return (
    <div className="grid min-h-0 flex-1 grid-rows-[30px_minmax(0,1fr)] [--names:336px] max-[519px]:[--names:164px]">
      <TimeAxis
        scale={scale}
        heading={`${formatCountOf(model.view.spanCount, "span")}, in order of start`}
        state={state}
      />
      <div
        ref={scroller}
        role="tree"
        aria-label="Spans"
        aria-activedescendant={rowElementId(state.selected)}
        tabIndex={0}
        className="relative min-h-0 overflow-y-auto overflow-x-hidden focus-visible:outline-offset-[-2px]"
        onScroll={(event) => setScrollPx(event.currentTarget.scrollTop)}
      >
        <div role="none" style={{ height: contentPx(visible.length) }}>
          <div role="none" className="sticky top-0 overflow-hidden" style={{ height }}>
            <SelectionBand top={selectedIndex * ROW_PX - scrollPx} />
            <canvas ref={canvas} className="absolute inset-0 size-full" onPointerDown={openAt} />
            {!tokens && (
              <FirstBars model={model} zoom={state.zoom} visible={visible} first={first} last={last} top={-scrollPx} />
            )}
            {replayer && <ReplayVeil replayer={replayer} scale={scale} width={width} />}
            <div role="none" style={{ transform: `translateY(${base * ROW_PX - scrollPx}px)` }}>
              <RowsInSight
                {...{ model, waterfall, replayer, first, last, base, open }}
                width={namesPx}
                slots={Math.ceil(height / ROW_PX) + 1}
                selected={state.selected}
              />
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

interface RowsInSightProps extends Pick<TraceWaterfallProps, "model" | "waterfall" | "replayer"> {
  readonly first: number;
  readonly last: number;
  /** Rows are placed from this one on. */
  readonly base: number;
  readonly width: number;
  /** Elements there are. */
  readonly slots: number;
  readonly selected: number;
  readonly open: (row: number) => void;
}

function RowsInSight({
  model,
  waterfall,
  replayer,
  first,
  last,
  base,
  width,
  slots,
  selected,
  open,
}: RowsInSightProps) {
  const { visible, collapsed, matchSet, toggle } = waterfall;
  // An element serves the row that comes into sight as another leaves: making and removing elements is what scrolling costs most.
  const elementOf = (index: number) => index % slots;
  return Array.from(visible.subarray(first, last), (row, i) => (
    <WaterfallRow
      key={elementOf(first + i)}
      model={model}
      row={row}
      top={(first + i - base) * ROW_PX}
      width={width}
      isSelected={row === selected}
      isMatch={matchSet.has(row)}
      isCollapsed={collapsed.has(row)}
      isWaiting={replayer?.states[row] === RowState.WAITING}
      open={open}
      toggle={toggle}
    />
  ));
}

function SelectionBand({ top }: { top: number }) {
  return (
    <div role="none" className="absolute inset-x-0 border-accent border-l-2 bg-sel" style={{ top, height: ROW_PX }} />
  );
}
