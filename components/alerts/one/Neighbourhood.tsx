"use client";
/** The map around the alert's service at the instant, as two lists: who calls it, whom it calls, and how well each is. */
import { ArrowDown } from "lucide-react";
import { useMemo } from "react";
import { thingId } from "../../../server/model/state.ts";
import { ServiceName } from "../../charts/ServiceName.tsx";
import { Status } from "../../charts/Status.tsx";
import { formatRate, formatRatio } from "../../format/formatNumbers.ts";
import { HEALTH_WORDS, STATUS_OF } from "../../graph/mapWords.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { useClock } from "../../state/clock.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import type { AlertView } from "../alertView.ts";
import { serviceToSee } from "../alertWords.ts";
import { Beside } from "./AlertAround.tsx";
import { type Neighbour, neighboursOf } from "./neighbours.ts";

const KINDS = ["service" as const, "peer" as const, "edge" as const];
/** Of each side; the map has them all. */
const MOST = 5;

export function Neighbourhood({ alert }: { alert: AlertView }) {
  const { standing, resolvedMs } = alert;
  const service = serviceToSee(alert);
  const trpc = useTRPC();
  const { endMs } = useClock();
  // Of one that is over: how it was just before it ended.
  const atMs = standing === "resolved" && resolvedMs !== null ? Math.max(0, resolvedMs - 1) : endMs;
  const { data } = useClockQuery(trpc.state.at.queryOptions({ atMs, kinds: KINDS }, { enabled: service !== null }));
  const around = useMemo(() => data && service !== null && neighboursOf(data.things, service), [data, service]);
  if (service === null)
    return (
      <Beside title="Around it" sub="">
        <p className="px-(--pad) pb-3 text-12 text-ink-3">This alert is about no service of the map.</p>
      </Beside>
    );
  const focus = encodeURIComponent(thingId("service", service));
  return (
    <Beside
      title="Around it"
      sub="on the map, at this instant"
      wayOn={
        <ClockLink href={`/map?focus=${focus}&up=1&down=1`} className="link text-12">
          Open the map
        </ClockLink>
      }
    >
      {!around && <div className="skeleton mx-(--pad) h-24" />}
      {around && (
        <>
          <Side neighbours={around.callers} none="Nobody was seen calling it." />
          <div className="flex h-8 items-center gap-2.5 border-line-soft border-t bg-surface px-(--pad) font-medium">
            <Status kind={STATUS_OF[around.health]} size={11} label={HEALTH_WORDS[around.health]} />
            <ServiceName service={service} />
            <ArrowDown size={13} strokeWidth={1.6} aria-hidden="true" className="ml-auto text-ink-3" />
          </div>
          <Side neighbours={around.callees} none="It was not seen calling anybody." />
        </>
      )}
    </Beside>
  );
}

function Side({ neighbours, none }: { neighbours: readonly Neighbour[]; none: string }) {
  if (neighbours.length === 0)
    return <p className="border-line-soft border-t px-(--pad) py-1.5 text-12 text-ink-3">{none}</p>;
  return (
    <ul>
      {neighbours.slice(0, MOST).map((neighbour) => (
        <li
          key={neighbour.name}
          className="grid h-[26px] grid-cols-[12px_minmax(0,1fr)_auto_56px] items-center gap-2.5 border-line-soft border-t px-(--pad) text-12"
        >
          <Status kind={STATUS_OF[neighbour.health]} size={10} label={HEALTH_WORDS[neighbour.health]} />
          {neighbour.isService ? (
            <ClockLink href={`/services/${encodeURIComponent(neighbour.name)}`} className="min-w-0 hover:underline">
              <ServiceName service={neighbour.name} />
            </ClockLink>
          ) : (
            <ServiceName service={neighbour.name} />
          )}
          <span className="num text-ink-3">{formatRate(neighbour.requestsPerSecond)}</span>
          <span
            className={`num text-right ${(neighbour.errorRatio ?? 0) >= 0.01 ? "font-medium text-fail" : "text-ink-3"}`}
          >
            {formatRatio(neighbour.errorRatio)}
          </span>
        </li>
      ))}
      {neighbours.length > MOST && (
        <li className="border-line-soft border-t px-(--pad) py-1 text-11 text-ink-3">
          and {neighbours.length - MOST} more on the map
        </li>
      )}
    </ul>
  );
}
