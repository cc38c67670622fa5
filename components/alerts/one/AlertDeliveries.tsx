"use client";
/** Who was told about an alert, when, and whether it arrived. */
import type { DeliveryView } from "../../../server/routers/deliveryViews.ts";
import { Status } from "../../charts/Status.tsx";
import { formatInstant } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { useClock } from "../../state/clock.tsx";
import { useZone } from "../../state/usePreference.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { type AlertView, alertHref } from "../alertView.ts";
import { deliveryStanding, KIND_NAMES } from "../notifications/deliveryWords.ts";

const DAY_MS = 86_400_000;
const MOST = 6;

export function AlertDeliveries({ alert: { fingerprint, heldBackBy } }: { alert: AlertView }) {
  const trpc = useTRPC();
  const zone = useZone();
  const { endMs } = useClock();
  const asked = { fingerprint, startMs: endMs - 7 * DAY_MS, endMs, limit: MOST };
  const { data } = useClockQuery(trpc.notifications.deliveries.queryOptions(asked));
  return (
    <section aria-label="Who was told" className="mt-3">
      <div className="sec">
        <h2>Who was told</h2>
        <ClockLink href={`/alerts/notifications?part=deliveries&of=${fingerprint}`} className="link ml-auto text-12">
          Delivery log
        </ClockLink>
      </div>
      {heldBackBy && (
        <p className="px-(--pad) pb-1.5 text-12 text-ink-2">
          {heldBackBy.by === "inhibition"
            ? "An inhibition rule holds it back: nobody is told while this fires: "
            : "Every route to it is mute now: "}
          {heldBackBy.by === "inhibition" ? (
            <ClockLink href={alertHref(heldBackBy)} className="link text-12">
              {shownText(heldBackBy.sentence)}
            </ClockLink>
          ) : (
            <ClockLink href="/alerts/notifications?part=routing" className="link text-12">
              {heldBackBy.names.map(shownText).join(", ")}
            </ClockLink>
          )}
        </p>
      )}
      {data?.deliveries.map((delivery) => (
        <ToldLine key={delivery.id} delivery={delivery} zone={zone} />
      ))}
      {data && data.deliveries.length === 0 && !heldBackBy && (
        <p className="px-(--pad) pb-2 text-12 text-ink-3">
          Nobody was told in the last 7 days.{" "}
          <ClockLink href="/alerts/notifications" className="link">
            Say who is
          </ClockLink>
        </p>
      )}
    </section>
  );
}

function ToldLine({ delivery, zone }: { delivery: DeliveryView; zone: string }) {
  const { receiver, kind, status, createdMs, lastError } = delivery;
  const { kind: statusKind, words } = deliveryStanding(delivery);
  return (
    <div className="grid grid-cols-[12px_minmax(0,1fr)_auto] items-start gap-x-2.5 border-line-soft border-t px-(--pad) py-1 text-12">
      <span className="mt-[3px]">
        <Status kind={statusKind} size={10} label={words} />
      </span>
      <span className="min-w-0">
        <span className="font-medium">{shownText(receiver)}</span>{" "}
        <span className="text-ink-3">
          {KIND_NAMES[kind]} · {status === "resolved" ? "that it is over" : "that it fires"}
          {words !== "sent" && ` · ${words}`}
        </span>
        {lastError && <span className="line-clamp-2 text-ink-2">{shownText(lastError)}</span>}
      </span>
      <span className="num text-ink-3">{formatInstant(createdMs, zone)}</span>
    </div>
  );
}
