"use client";
/** Every resource of the window, of every kind: the sentence, then the table, trouble first. */
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { Status } from "../charts/Status.tsx";
import { formatCount } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { SearchField } from "../shell/SearchField.tsx";
import { Verdict } from "../shell/Verdict.tsx";
import { KindTable } from "./KindTable.tsx";
import { KINDS } from "./kinds.ts";
import type { ResourceKind } from "./measure.ts";
import { NotSent } from "./NotSent.tsx";
import { ResourcesSkeleton } from "./ResourcesSkeleton.tsx";
import { byTroubleOfRows, type ResourceRow, resourceHref, rowsSentence } from "./resourceRows.ts";
import { useAllRows } from "./useKindRows.ts";

const TOGETHER = { noun: "resource", plural: "resources", fine: "have room" };

export function ResourcesScreen() {
  return (
    <AsyncPanel
      query={useAllRows()}
      what="the resources"
      skeleton={<ResourcesSkeleton />}
      isEmpty={(rows) => rows.length === 0}
      empty={
        <>
          <ConnectNotice
            missing="No host, pod, process, pool or queue tells what it uses in this window"
            signal="metrics"
          />
          <NotWatched rows={[]} />
        </>
      }
    >
      {(rows) => <Resources rows={rows} />}
    </AsyncPanel>
  );
}

function Resources({ rows: unsorted }: { rows: readonly ResourceRow[] }) {
  const rows = useMemo(() => [...unsorted].sort(byTroubleOfRows), [unsorted]);
  const { kind, sentence, why } = useMemo(() => rowsSentence(rows, TOGETHER), [rows]);
  const worst = rows[0];
  const inTrouble = worst && (kind === "fail" || kind === "warn");
  return (
    <div className="flex min-h-full flex-col">
      <Verdict
        kind={kind}
        sentence={sentence}
        why={why}
        actions={
          inTrouble && (
            <ClockLink href={resourceHref(worst)} className="btn btn-primary">
              Open {worst.name}
            </ClockLink>
          )
        }
      />
      <ResourcesTable rows={rows} />
      <NotWatched rows={rows} />
    </div>
  );
}

function ResourcesTable({ rows }: { rows: readonly ResourceRow[] }) {
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault("").withOptions({ throttleMs: 200 }));
  const [chosen, setChosen] = useQueryState("kind", parseAsString);
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return rows.filter(
      ({ kind, name, values }) =>
        (chosen === null || kind.id === chosen) && `${name} ${values.join(" ")}`.toLowerCase().includes(wanted),
    );
  }, [rows, search, chosen]);
  return (
    <section aria-label="Resources" className="border-line border-t">
      <div className="sec flex-wrap py-1">
        <h2>Resources</h2>
        <span className="sec-sub num">
          {shown.length === rows.length ? "" : `${formatCount(shown.length)} of `}
          {formatCount(rows.length)}, trouble first
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-1.5 phone:w-full phone:pb-1">
          {KINDS.map((kind) => (
            <KindChip
              key={kind.id}
              kind={kind}
              rows={rows}
              pressed={chosen === kind.id}
              press={() => void setChosen(chosen === kind.id ? null : kind.id)}
            />
          ))}
          <SearchField
            name="Find a resource"
            value={search}
            change={(text) => void setSearch(text)}
            field="h-[26px] w-44 phone:w-full"
          />
        </span>
      </div>
      <KindTable label="Resources" noun="resource" rows={shown} />
      {shown.length === 0 && (
        <p className="px-(--pad) py-5 text-ink-3">
          No resource of this name or kind in the window.
          <button
            type="button"
            className="link ml-2"
            onClick={() => {
              void setSearch(null);
              void setChosen(null);
            }}
          >
            Show all
          </button>
        </p>
      )}
    </section>
  );
}

interface KindChipProps {
  readonly kind: ResourceKind;
  readonly rows: readonly ResourceRow[];
  readonly pressed: boolean;
  readonly press: () => void;
}

function KindChip({ kind, rows, pressed, press }: KindChipProps) {
  const own = rows.filter((row) => row.kind === kind);
  if (own.length === 0 && !pressed) return null;
  const worst = own[0]?.status;
  return (
    <button type="button" className="chip" aria-pressed={pressed} onClick={press}>
      {(worst === "fail" || worst === "warn") && <Status kind={worst} size={9} label="" />}
      <span className="num">{formatCount(own.length)}</span> {own.length === 1 ? kind.noun : kind.plural}
    </button>
  );
}

/** Kinds of which there is none: what would bring them. */
function NotWatched({ rows }: { rows: readonly ResourceRow[] }) {
  const absent = KINDS.filter((kind) => !rows.some((row) => row.kind === kind));
  return (
    <NotSent
      title="Not watched"
      items={absent.map(({ id, plural, missing, setup }) => ({ id, word: plural, missing, setup }))}
    />
  );
}
