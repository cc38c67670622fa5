/** Changes of settings: a receiver more or less, a renamed one with the routes that name it, a whole file of Alertmanager. */
import type { z } from "zod";
import { DomainError } from "../errors.ts";
import type { NotificationSettings, Route } from "../model/notification.ts";
import { readConfig } from "../routing/readConfig.ts";
import { type receiverDraft, receiverOf } from "./receiverDrafts.ts";
import { type ReceiverView, receiverViews } from "./receiverViews.ts";

type Change = (standing: NotificationSettings) => NotificationSettings;

function renamed(route: Route, was: string, name: string): Route {
  const receiver = route.receiver === was ? name : route.receiver;
  return { ...route, receiver, routes: route.routes.map((child) => renamed(child, was, name)) };
}

/** `was`: the name of the one that it replaces. Throws INVALID, NOT_FOUND. */
export function withReceiver(draft: z.infer<typeof receiverDraft>, was: string | undefined): Change {
  return (standing) => {
    const receiver = receiverOf(draft, standing, was);
    if (was === undefined) return { ...standing, receivers: [...standing.receivers, receiver] };
    if (!standing.receivers.some(({ name }) => name === was)) {
      throw new DomainError("NOT_FOUND", "There is no such receiver (any more).");
    }
    const receivers = standing.receivers.map((one) => (one.name === was ? receiver : one));
    return { ...standing, receivers, route: renamed(standing.route, was, receiver.name) };
  };
}

export function withoutReceiver(name: string): Change {
  return (standing) => {
    const receivers = standing.receivers.filter((one) => one.name !== name);
    if (receivers.length === standing.receivers.length) {
      throw new DomainError("NOT_FOUND", "There is no such receiver (any more).");
    }
    return { ...standing, receivers };
  };
}

/** Throws INVALID. */
export function importSettings(standing: NotificationSettings, yaml: string): NotificationSettings {
  const { settings, problems } = readConfig(yaml, standing);
  if (settings === null) throw new DomainError("INVALID", problems.slice(0, 5).join(" "));
  return settings;
}

export interface ImportPreview {
  /** Null while problems stand in the way. */
  readonly settings: (Omit<NotificationSettings, "receivers"> & { readonly receivers: readonly ReceiverView[] }) | null;
  /** Paths of fields that nothing is made of. */
  readonly unknown: readonly string[];
  readonly problems: readonly string[];
}

export function importPreview(standing: NotificationSettings, yaml: string): ImportPreview {
  const { settings, unknown, problems } = readConfig(yaml, standing);
  return {
    settings: settings && { ...settings, receivers: receiverViews(settings, { disabled: [], troubles: [] }) },
    unknown,
    problems,
  };
}
