"use client";
/** What was sent to whom and whether it arrived; what did not arrive can be sent again by hand. */
import { useMutation } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { DELIVERY_STATES } from "../../../server/model/notification.ts";
import type { DeliveryView } from "../../../server/routers/deliveryViews.ts";
import { FilterChip } from "../../attributes/FilterChip.tsx";
import { Status } from "../../charts/Status.tsx";
import { formatAgo, formatInstant } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { AsyncPanel } from "../../shell/AsyncPanel.tsx";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { TableSkeleton } from "../../shell/TableSkeleton.tsx";
import { useClock } from "../../state/clock.tsx";
import { useZone } from "../../state/usePreference.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { ActionTrouble } from "../ActionTrouble.tsx";
import { alertHref } from "../alertView.ts";
import {
  deliveryStanding,
  deliverySubject,
  isInternalRefusal,
  KIND_NAMES,
  STATE_KINDS,
  STATE_WORDS,
} from "./deliveryWords.ts";
import { AllowHint } from "./TestButton.tsx";
import { type Settings, useSettingsChanged } from "./useNotifications.ts";

const MOST = 200;
const PARAMS = {
  state: parseAsStringLiteral(DELIVERY_STATES),
  to: parseAsString,
  /** Fingerprint of the alert it was about. */
  of: parseAsString,
};

export function DeliveriesPart({ settings }: { settings: Settings }) {
  const trpc = useTRPC();
  const { startMs, endMs, live } = useClock();
  const [{ state, to, of }, change] = useQueryStates(PARAMS);
  const filter = { ...(state && { states: [state] }), ...(to && { receiver: to }), ...(of && { fingerprint: of }) };
  const query = useClockQuery(
    trpc.notifications.deliveries.queryOptions({
      startMs,
      endMs: live ? endMs + 60_000 : endMs,
      limit: MOST,
      ...filter,
    }),
  );
  const changed = useSettingsChanged();
  const retry = useMutation(trpc.notifications.retryDelivery.mutationOptions({ onSuccess: changed }));
  return (
    <section aria-label="What was sent" className="rests border-line border-t">
      <search className="flex flex-wrap items-center gap-2 px-(--pad) py-2">
        {DELIVERY_STATES.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={one === state}
            onClick={() => void change({ state: one === state ? null : one })}
          >
            <Status kind={STATE_KINDS[one]} size={9} label="" />
            {STATE_WORDS[one]}
          </button>
        ))}
        <select
          aria-label="Receiver"
          className="field h-[26px] max-w-64 text-12"
          value={to ?? ""}
          onChange={({ target }) => void change({ to: target.value || null })}
        >
          <option value="">Any receiver</option>
          {settings.receivers.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        {of && (
          <FilterChip drop={() => void change({ of: null })}>
            of alert <span className="mono">{of}</span>
          </FilterChip>
        )}
      </search>
      <ActionTrouble error={retry.error} what="It was not sent again" />
      <AsyncPanel
        query={query}
        what="what was sent"
        skeleton={<TableSkeleton rows={6} />}
        isEmpty={({ deliveries }) => deliveries.length === 0}
        empty={
          <p className="px-(--pad) py-4 text-ink-3">
            Nothing {state || to || of ? "of this kind " : ""}was sent in this window. A longer window looks further
            back.
          </p>
        }
      >
        {({ deliveries, more }) => (
          <>
            <ul>
              {deliveries.map((delivery) => (
                <DeliveryLine
                  key={delivery.id}
                  delivery={delivery}
                  retry={live ? () => retry.mutate({ id: delivery.id }) : null}
                />
              ))}
            </ul>
            {deliveries.some(({ lastError }) => isInternalRefusal(lastError)) && (
              <div className="px-(--pad) py-3">
                <AllowHint />
              </div>
            )}
            {more && <p className="px-(--pad) py-2 text-12 text-ink-3">The newest {MOST} are shown.</p>}
          </>
        )}
      </AsyncPanel>
    </section>
  );
}

function DeliveryLine({ delivery, retry }: { delivery: DeliveryView; retry: (() => void) | null }) {
  const zone = useZone();
  const { nowMs } = useClock();
  const { state, receiver, kind, createdMs, sentMs, attempts, dueMs, lastError, alerts } = delivery;
  const [first] = alerts;
  const { kind: statusKind, words } = deliveryStanding(delivery);
  const said = [
    delivery.times > 1
      ? `each time for the same reason, since ${formatInstant(delivery.firstMs, zone, "dayMinute")}`
      : `${attempts} ${attempts === 1 ? "attempt" : "attempts"}`,
    sentMs !== null && `arrived at ${formatInstant(sentMs, zone)}`,
    state === "failed" && dueMs !== null && `next ${formatAgo(dueMs, nowMs)}`,
  ].filter(Boolean);
  return (
    <li className="grid grid-cols-[12px_minmax(0,1fr)] items-start gap-x-3 gap-y-1 border-line-soft border-t px-(--pad) py-1.5 hover:bg-surface wide:grid-cols-[12px_130px_190px_minmax(0,1fr)_auto]">
      <span className="mt-1">
        <Status kind={statusKind} size={11} label={words} />
      </span>
      <span className="num text-12 text-ink-2">
        {formatInstant(createdMs, zone, "dayMinute")}
        <span className="block text-11 text-ink-3">{words}</span>
      </span>
      <span className="min-w-0 truncate phone:col-start-2">
        {shownText(receiver)}
        <span className="block text-11 text-ink-3">{KIND_NAMES[kind]}</span>
      </span>
      <span className="min-w-0 phone:col-start-2">
        {first ? (
          <ClockLink href={alertHref(first)} className="line-clamp-1 font-medium hover:underline">
            {shownText(deliverySubject(delivery))}
          </ClockLink>
        ) : (
          shownText(deliverySubject(delivery))
        )}
        <span className="num block text-11 text-ink-3">{said.join(" · ")}</span>
        {lastError && <span className="block text-12 text-warn wrap-anywhere">{shownText(lastError)}</span>}
      </span>
      {(state === "failed" || state === "dead" || delivery.refused.length > 0) && (
        <button
          type="button"
          className="btn btn-sm phone:col-start-2 phone:justify-self-start"
          disabled={retry === null}
          onClick={() => retry?.()}
        >
          <RotateCw size={12} strokeWidth={1.75} aria-hidden="true" />
          {delivery.refused.length > 0 ? "Send again to whom it missed" : "Send again"}
        </button>
      )}
    </li>
  );
}
