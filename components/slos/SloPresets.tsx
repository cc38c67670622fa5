"use client";
/** What each discovered service could promise, going by what its last days show; all of it, or what is chosen, in one click. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import type { SloPreset } from "../../server/routers/sloAnswer.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { formatGood } from "./sloWords.ts";

interface SloPresetsProps {
  readonly atMs: number;
  /** There are no SLOs yet. */
  readonly isFirst: boolean;
  readonly close: (() => void) | null;
}

export function SloPresets({ atMs, isFirst, close }: SloPresetsProps) {
  const query = useClockQuery(useTRPC().slos.presets.queryOptions({ atMs }, { staleTime: 300_000 }));
  return (
    <AsyncPanel
      query={query}
      what="what could be promised"
      skeleton={<TableSkeleton rows={10} />}
      isEmpty={({ presets }) => isFirst && presets.length === 0}
      empty={
        <ConnectNotice missing="No service answered requests in the last 7 days, so there is nothing to promise yet" />
      }
    >
      {({ presets }) => <Proposals presets={presets} close={close} />}
    </AsyncPanel>
  );
}

function Proposals({ presets, close }: { presets: readonly SloPreset[]; close: (() => void) | null }) {
  const fresh = presets.filter(({ existing }) => existing === null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = fresh.filter(({ body }) => !left.has(body.name)).map(({ body }) => body.name);
  const make = useMakePresets(close);
  const toggle = (name: string) =>
    setLeft((before) => {
      const after = new Set(before);
      if (!after.delete(name)) after.add(name);
      return after;
    });
  const services = new Set(fresh.map(({ body }) => body.service)).size;
  return (
    <section aria-label="Proposals" className="border-line border-t">
      <div className="sec flex-wrap py-1.5">
        <h2>What could be promised</h2>
        <span className="sec-sub">
          {fresh.length === 0
            ? "every discovered service has its SLOs"
            : `${formatCountOf(fresh.length, "SLO")} for ${formatCountOf(services, "service")}, strict as their last days allow`}
        </span>
        <span className="ml-auto flex gap-2">
          {fresh.length > 0 && (
            <button
              type="button"
              className="btn btn-primary"
              disabled={chosen.length === 0 || make.isPending}
              onClick={() => make.mutate({ names: chosen })}
            >
              Make {chosen.length === fresh.length && chosen.length > 1 ? "all " : ""}
              {formatCount(chosen.length)}
            </button>
          )}
          {close && (
            <button type="button" className="icon-btn" aria-label="Close the proposals" onClick={close}>
              <X size={14} strokeWidth={1.6} aria-hidden="true" />
            </button>
          )}
        </span>
      </div>
      {make.error && (
        <p role="alert" className="px-(--pad) pb-2 text-12 text-fail">
          They were not made: {make.error.message}
        </p>
      )}
      {make.data?.problems.map(({ name, message }) => (
        <p key={name} role="alert" className="px-(--pad) pb-1 text-12 text-warn">
          {name}: {message}
        </p>
      ))}
      <table className="data-table" aria-label="Proposed SLOs">
        <thead>
          <tr>
            <th scope="col" className="w-[46px]">
              <input
                type="checkbox"
                aria-label="Choose all"
                checked={chosen.length === fresh.length && fresh.length > 0}
                onChange={(event) => setLeft(new Set(event.target.checked ? [] : fresh.map(({ body }) => body.name)))}
              />
            </th>
            <th scope="col">Promise</th>
            <th scope="col" className="w-[14%] phone:hidden">
              Service
            </th>
            <th scope="col" className="w-[10%] text-right phone:w-[84px]">
              Good so far
            </th>
            <th scope="col" className="w-[34%] phone:hidden">
              What it would have shown
            </th>
          </tr>
        </thead>
        <tbody>
          {fresh.map((preset) => (
            <Row
              key={preset.body.name}
              preset={preset}
              isChosen={!left.has(preset.body.name)}
              toggle={() => toggle(preset.body.name)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function useMakePresets(close: (() => void) | null) {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useMutation(
    trpc.slos.createPresets.mutationOptions({
      onSuccess: async ({ problems }) => {
        await client.invalidateQueries(trpc.slos.pathFilter());
        if (problems.length === 0) close?.();
      },
    }),
  );
}

interface RowProps {
  readonly preset: SloPreset;
  readonly isChosen: boolean;
  readonly toggle: () => void;
}

function Row({ preset: { body, promise, observed, sentence, lowTraffic }, isChosen, toggle }: RowProps) {
  return (
    <tr style={{ height: 34 }}>
      <td>
        <input type="checkbox" checked={isChosen} onChange={toggle} aria-label={`Make ${body.title}`} />
      </td>
      <td title={promise}>
        <span className="flex items-baseline gap-2">
          <ClockLink
            href={`/slos/new?preset=${encodeURIComponent(body.name)}`}
            className="truncate font-medium hover:underline underline-offset-2"
          >
            {body.title}
          </ClockLink>
          <span className="min-w-0 flex-1 truncate text-12 text-ink-3 phone:hidden">{promise}</span>
        </span>
      </td>
      <td className="phone:hidden">
        <ServiceName service={body.service} />
      </td>
      <td className="num text-right">{formatGood(observed.goodRatio, body.objective)}</td>
      <td className="phone:hidden text-12 text-ink-2">{lowTraffic ?? sentence}</td>
    </tr>
  );
}
