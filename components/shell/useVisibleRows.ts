"use client";
/** Which rows of a long table to draw: by arithmetic on the page's scroll, rows being of one height. Short tables are drawn whole. */
import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

const WHOLE_UP_TO = 120;
const MARGIN_ROWS = 20;

export function useVisibleRows(
  body: RefObject<HTMLElement | null>,
  rowCount: number,
  rowHeight: number,
  keepInSight: number,
) {
  const virtual = rowCount > WHOLE_UP_TO;
  const [range, setRange] = useState({ first: 0, last: Math.min(rowCount, WHOLE_UP_TO) });
  useLayoutEffect(() => {
    const scroller = body.current?.closest("[data-scroller], main");
    if (!virtual || !scroller) return;
    const measure = () => {
      const above = scroller.getBoundingClientRect().top - (body.current?.getBoundingClientRect().top ?? 0);
      const first = Math.max(0, Math.floor(above / rowHeight) - MARGIN_ROWS);
      const last = Math.min(rowCount, Math.ceil((above + scroller.clientHeight) / rowHeight) + MARGIN_ROWS);
      setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    measure();
    scroller.addEventListener("scroll", measure, { passive: true });
    return () => scroller.removeEventListener("scroll", measure);
  }, [body, virtual, rowCount, rowHeight]);
  useEffect(() => {
    const scroller = body.current?.closest("[data-scroller], main");
    if (keepInSight < 0 || !scroller || !body.current) return;
    const top =
      body.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top + keepInSight * rowHeight;
    if (top < rowHeight) scroller.scrollBy({ top: top - 2 * rowHeight });
    else if (top + rowHeight > scroller.clientHeight)
      scroller.scrollBy({ top: top + 2 * rowHeight - scroller.clientHeight });
  }, [body, keepInSight, rowHeight]);
  return virtual ? range : { first: 0, last: rowCount };
}
