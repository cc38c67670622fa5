/** What people do with an alert: events on the same thing, so that the past keeps who did what. Errors: NOT_FOUND for no such alert. */
import { DomainError } from "../errors.ts";
import type { Happening } from "../model/state.ts";
import type { AlertRow } from "./alertAnswer.ts";
import { type AlertContext, alertsAt } from "./alertQueries.ts";
import { alertThing } from "./alertRows.ts";
import type { EventView } from "./stateAnswer.ts";
import { eventView } from "./stateViews.ts";

export interface Act {
  readonly fingerprint: string;
  readonly author: string;
  readonly nowMs: number;
}

/** Of several rules with an alert of this fingerprint, the one that stands foremost. */
async function alertNow(ctx: AlertContext, { fingerprint, nowMs }: Act): Promise<AlertRow> {
  const { alerts } = await alertsAt(ctx, nowMs);
  const alert = alerts.find((one) => one.fingerprint === fingerprint);
  if (!alert) throw new DomainError("NOT_FOUND", "There is no such alert any more: it is over, and so needs nobody.");
  return alert;
}

async function report(ctx: AlertContext, happening: Happening): Promise<EventView> {
  return eventView(await ctx.store.reportEvent({ tenant: ctx.tenant, derivation: "alerts", happening }));
}

export async function acknowledgeAlert(ctx: AlertContext, act: Act): Promise<EventView> {
  const { name, fingerprint, acknowledged } = await alertNow(ctx, act);
  return report(ctx, {
    atMs: act.nowMs,
    kind: "alert",
    thing: alertThing(name, fingerprint),
    patch: { "p.acknowledgedBy": act.author, "p.acknowledgedMs": act.nowMs },
    prev: { "p.acknowledgedBy": acknowledged?.by ?? null, "p.acknowledgedMs": acknowledged?.atMs ?? null },
    title: `${act.author} acknowledges ${name}`,
    problem: false,
  });
}

/** Null when nobody had acknowledged it. */
export async function unacknowledgeAlert(ctx: AlertContext, act: Act): Promise<EventView | null> {
  const { name, fingerprint, acknowledged } = await alertNow(ctx, act);
  if (acknowledged === null) return null;
  return report(ctx, {
    atMs: act.nowMs,
    kind: "alert",
    thing: alertThing(name, fingerprint),
    patch: { "p.acknowledgedBy": null, "p.acknowledgedMs": null },
    prev: { "p.acknowledgedBy": acknowledged.by, "p.acknowledgedMs": acknowledged.atMs },
    title: `${act.author} takes the acknowledgement of ${name} back`,
    problem: false,
  });
}

export async function noteOnAlert(ctx: AlertContext, act: Act & { readonly text: string }): Promise<EventView> {
  const { name, fingerprint } = await alertNow(ctx, act);
  const [firstLine = ""] = act.text.split("\n", 1);
  return report(ctx, {
    atMs: act.nowMs,
    kind: "annotation",
    thing: alertThing(name, fingerprint),
    patch: {},
    prev: {},
    title: `${name}: ${firstLine.length > 200 ? `${firstLine.slice(0, 199)}…` : firstLine}`,
    problem: false,
    detail: { text: act.text, author: act.author },
  });
}
