"use client";
/** Alerts, rules and what one does about them, in the palette. */
import { Command } from "cmdk";
import { Bell, BellOff, Plus, Send } from "lucide-react";
import { shownText } from "../format/shownText.ts";
import { type NamedAlert, useAlertNames } from "./useAlertNames.ts";
import { useGo } from "./useGo.ts";

interface PaletteAlertsProps {
  readonly text: string;
  readonly run: (action: () => void) => () => void;
}

/** So many are offered at once; more than these are found by typing. */
const MOST = 12;

const ACTIONS = [
  ["New alert rule", "/alerts/rules/new", Plus],
  ["Silences of alerts", "/alerts/silences", BellOff],
  ["Notifications: who is told", "/alerts/notifications", Send],
] as const;

export function PaletteAlerts({ text, run }: PaletteAlertsProps) {
  const go = useGo();
  const { alerts, rules } = useAlertNames();
  const has = (...texts: readonly string[]) => texts.some((one) => one.toLowerCase().includes(text));
  const standing = alerts.filter(({ name, sentence }) => has(name, sentence)).slice(0, MOST);
  // Rules are many and always there: they are offered to whoever looks for one.
  const named = text === "" ? [] : rules.filter(({ name }) => has(name)).slice(0, MOST);
  return (
    <Command.Group heading="Alerts">
      {standing.map((alert) => (
        <AlertEntry key={alert.key} alert={alert} choose={run(() => go(alert.href))} />
      ))}
      {named.map(({ href, name }) => (
        <Command.Item key={href} value={`rule ${name} ${href}`} className="menu-item" onSelect={run(() => go(href))}>
          <Bell size={15} strokeWidth={1.5} aria-hidden="true" />
          <span className="min-w-0 flex-1 truncate">{shownText(name)}</span>
          <span className="text-11 text-ink-3">rule</span>
        </Command.Item>
      ))}
      {ACTIONS.map(([name, href, Icon]) => (
        <Command.Item key={href} value={name} className="menu-item" onSelect={run(() => go(href))}>
          <Icon size={15} strokeWidth={1.5} aria-hidden="true" />
          {name}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function AlertEntry({ alert: { name, sentence, href }, choose }: { alert: NamedAlert; choose: () => void }) {
  return (
    <Command.Item value={`alert ${name} ${sentence} ${href}`} className="menu-item" onSelect={choose}>
      <Bell size={15} strokeWidth={1.5} aria-hidden="true" />
      <span className="min-w-0 flex-1 truncate">{shownText(sentence)}</span>
      <span className="text-11 text-ink-3">{shownText(name)}</span>
    </Command.Item>
  );
}
