"use client";
/** Alerts in sections (firing, pending, lately over), each in groups; `j k` go through all of them, Enter opens, `a` and `s` act. */
import { useEffect, useMemo, useRef } from "react";
import type { AlertCondition } from "../../server/model/alert.ts";
import { formatCount } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { useGo } from "../shell/useGo.ts";
import { useKeys } from "../state/keys.tsx";
import { useRowCursor } from "../state/useRowCursor.ts";
import { AlertRow, type AlertRowActions, ROW_GRID } from "./AlertRow.tsx";
import { type AlertGroup, type Grouping, grouped } from "./alertGroups.ts";
import { type AlertView, alertHref } from "./alertView.ts";

export interface AlertSection {
  readonly title: string;
  readonly sub?: string;
  readonly alerts: readonly AlertView[];
}

interface AlertListProps extends AlertRowActions {
  readonly sections: readonly AlertSection[];
  readonly group: Grouping;
  /** What a rule watches, for the unit of its alerts' values. */
  readonly conditionOf: (ruleKey: string) => AlertCondition | null | undefined;
}

/** One alert may be in the list more than once: it fired before. */
const keyOf = ({ fingerprint, ruleKey, activeMs }: AlertView) => `${fingerprint} ${activeMs} ${ruleKey}`;

export function AlertList({ sections, group, conditionOf, acknowledge, silence }: AlertListProps) {
  const go = useGo();
  const drawn = useMemo(
    () =>
      sections
        .map((section) => ({ ...section, groups: grouped(section.alerts, group) }))
        .filter(({ groups }) => groups.length > 0),
    [sections, group],
  );
  const rows = useMemo(() => drawn.flatMap(({ groups }) => groups.flatMap(({ alerts }) => alerts)), [drawn]);
  const open = (row: number) => {
    const alert = rows[row];
    if (alert) go(alertHref(alert));
  };
  const cursor = useRowCursor(rows.length, "alert", open);
  const chosen = rows[cursor.row];
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (cursor.row >= 0) list.current?.querySelector("[data-cursor=true]")?.scrollIntoView({ block: "nearest" });
  }, [cursor.row]);
  const over = !chosen || chosen.standing === "resolved";
  useKeys([
    { keys: "a", does: "Acknowledge the alert", run: () => (over || !acknowledge ? false : acknowledge(chosen)) },
    { keys: "s", does: "Silence the alert", opensField: true, run: () => (over || !silence ? false : silence(chosen)) },
  ]);
  const key = chosen && keyOf(chosen);
  return (
    <div ref={list} className="rests">
      {drawn.map(({ title, sub, alerts, groups }, i) => (
        <section key={title} aria-label={title} className={i === 0 ? "" : "mt-2"}>
          <div className={`sec ${i === 0 ? "" : "border-line border-b"}`}>
            <h2>{title}</h2>
            <span className="sec-sub num">
              {formatCount(alerts.length)}
              {sub && ` · ${sub}`}
            </span>
          </div>
          {i === 0 && <Heads />}
          {groups.map((some) => (
            <GroupRows
              key={some.name ?? ""}
              group={some}
              chosen={key}
              conditionOf={conditionOf}
              acknowledge={acknowledge}
              silence={silence}
            />
          ))}
        </section>
      ))}
    </div>
  );
}

const Heads = () => (
  <div aria-hidden="true" className={`hidden h-[22px] border-line border-b px-(--pad) text-11 text-ink-3 ${ROW_GRID}`}>
    <span />
    <span>Alert</span>
    <span>Service</span>
    <span>Since</span>
    <span className="text-right">Value</span>
    <span />
  </div>
);

interface GroupRowsProps extends AlertRowActions, Pick<AlertListProps, "conditionOf"> {
  readonly group: AlertGroup<AlertView>;
  readonly chosen: string | undefined;
}

function GroupRows({ group: { name, alerts }, chosen, conditionOf, acknowledge, silence }: GroupRowsProps) {
  return (
    <>
      {name !== null && (
        <h3 className="flex items-center gap-2 border-line-soft border-b bg-surface px-(--pad) py-1 font-medium text-12 text-ink-2">
          {shownText(name)} <span className="num text-ink-3">{formatCount(alerts.length)}</span>
        </h3>
      )}
      <ul>
        {alerts.map((alert) => (
          <AlertRow
            key={keyOf(alert)}
            alert={alert}
            condition={conditionOf(alert.ruleKey)}
            isCursor={keyOf(alert) === chosen}
            acknowledge={acknowledge}
            silence={silence}
          />
        ))}
      </ul>
    </>
  );
}
