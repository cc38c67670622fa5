"use client";
/** Go to anything, do anything: services, pages, a pasted trace id, windows, live and pause, theme. */
import { Command } from "cmdk";
import {
  ChartNoAxesGantt,
  Clock,
  History,
  Keyboard,
  Link2,
  type LucideIcon,
  Pause,
  Search,
  SunMoon,
  Target,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import { parseTraceId } from "../../server/model/ids.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { useClock } from "../state/clock.tsx";
import { parseAt, WINDOW_PRESETS_MS, writeAt } from "../state/clockParams.ts";
import { usePreference } from "../state/usePreference.tsx";
import { Dialog } from "./Dialog.tsx";
import { DESTINATIONS } from "./destinations.ts";
import { PaletteAlerts } from "./PaletteAlerts.tsx";
import { useCopy } from "./useCopy.ts";
import { useGo } from "./useGo.ts";
import { useServiceNames } from "./useServiceNames.ts";
import { useSloNames } from "./useSloNames.ts";
import { useTheme } from "./useTheme.ts";

interface PaletteProps {
  readonly close: () => void;
  readonly openHelp: () => void;
}

export function CommandPalette({ close, openHelp }: PaletteProps) {
  const [text, setText] = useState("");
  const pasted = readPasted(text.trim());
  const run = (action: () => void) => () => {
    close();
    action();
  };
  return (
    <Dialog title="Go to anything" close={close}>
      <Command label="Go to anything" loop>
        <div className="flex items-center gap-2 border-line border-b px-3.5">
          <Search size={15} strokeWidth={1.6} className="text-ink-3" aria-hidden="true" />
          <Command.Input
            autoFocus
            value={text}
            onValueChange={setText}
            placeholder="Service, SLO, page, trace id, instant, action"
            className="h-11 flex-1 bg-transparent text-14 outline-none placeholder:text-ink-3"
          />
          <kbd className="kbd">Esc</kbd>
        </div>
        <Command.List className="max-h-[54vh] scroll-py-1 overflow-auto p-1.5 [&_[cmdk-group-heading]]:px-[9px] [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-ink-3">
          {pasted === null && (
            <Command.Empty className="px-3 py-6 text-ink-3">
              Nothing of this name in the window. A trace id has 32 hexadecimal digits, an instant looks like
              2026-11-20T09:46:30Z.
            </Command.Empty>
          )}
          {pasted && <PastedEntry pasted={pasted} text={text.trim()} run={run} />}
          <Places text={text.trim().toLowerCase()} run={run} />
          <Actions run={run} openHelp={openHelp} />
        </Command.List>
      </Command>
    </Dialog>
  );
}

type Run = (action: () => void) => () => void;

type Pasted = { readonly traceId: string } | { readonly atMs: number } | null;

/** What the text itself may be: a trace id, an instant. */
function readPasted(text: string): Pasted {
  const traceId = parseTraceId(text);
  if (traceId) return { traceId };
  const atMs = parseAt(text);
  return atMs === null ? null : { atMs };
}

function PastedEntry({ pasted, text, run }: { pasted: NonNullable<Pasted>; text: string; run: Run }) {
  const go = useGo();
  const { setAt } = useClock();
  return (
    <Command.Group heading="What you pasted" forceMount>
      {"traceId" in pasted ? (
        <Entry icon={ChartNoAxesGantt} value={text} onSelect={run(() => go(`/traces/${pasted.traceId}`))}>
          Open trace <span className="mono">{pasted.traceId}</span>
        </Entry>
      ) : (
        <Entry icon={History} value={text} onSelect={run(() => setAt(pasted.atMs))}>
          Set the clock to {writeAt(pasted.atMs)}
        </Entry>
      )}
    </Command.Group>
  );
}

/** So many services are offered at once; more than these are found by typing. */
const MOST_NAMES = 100;

function Places({ text, run }: { text: string; run: Run }) {
  const go = useGo();
  const all = useServiceNames();
  const names =
    all.length <= MOST_NAMES ? all : all.filter((name) => name.toLowerCase().includes(text)).slice(0, MOST_NAMES);
  return (
    <>
      <Command.Group heading="Pages">
        {DESTINATIONS.map(({ name, href, icon, key }) => (
          <Entry key={href} icon={icon} value={name} hint={`g ${key}`} onSelect={run(() => go(href))}>
            {name}
          </Entry>
        ))}
      </Command.Group>
      {names.length > 0 && (
        <Command.Group heading="Services">
          {names.map((name) => (
            <Command.Item
              key={name}
              value={`service ${name}`}
              className="menu-item"
              onSelect={run(() => go(`/services/${encodeURIComponent(name)}`))}
            >
              <ServiceName service={name} />
            </Command.Item>
          ))}
        </Command.Group>
      )}
      <Slos text={text} run={run} />
      <PaletteAlerts text={text} run={run} />
    </>
  );
}

function Slos({ text, run }: { text: string; run: Run }) {
  const go = useGo();
  const { live } = useClock();
  const all = useSloNames();
  const slos =
    all.length <= MOST_NAMES
      ? all
      : all.filter(({ title, service }) => `${title} ${service}`.toLowerCase().includes(text)).slice(0, MOST_NAMES);
  return (
    <Command.Group heading="SLOs">
      {slos.map(({ id, title, service }) => (
        <Entry
          key={id}
          icon={Target}
          value={`SLO ${title} ${service} ${id}`}
          onSelect={run(() => go(`/slos/${encodeURIComponent(id)}`))}
        >
          {title}
        </Entry>
      ))}
      {live && (
        <Entry icon={Target} value="New SLO objective" onSelect={run(() => go("/slos/new"))}>
          New SLO
        </Entry>
      )}
    </Command.Group>
  );
}

function Actions({ run, openHelp }: { run: Run; openHelp: () => void }) {
  const clock = useClock();
  const [theme, setTheme] = useTheme();
  const [zone, setZone] = usePreference("zone");
  const { copy } = useCopy();
  const copyInstant = () => void copy(writeAt(clock.endMs));
  return (
    <Command.Group heading="Actions">
      {clock.live ? (
        <Entry icon={Pause} value="Pause, hold this instant" onSelect={run(clock.pause)}>
          Hold this instant
        </Entry>
      ) : (
        <Entry icon={History} value="Go back to live" hint="l" onSelect={run(clock.goLive)}>
          Go back to live
        </Entry>
      )}
      {WINDOW_PRESETS_MS.map((preset) => (
        <Entry
          key={preset}
          icon={Clock}
          value={`Look back ${formatSpanOfTime(preset)} window last`}
          onSelect={run(() => clock.setWindow(preset))}
        >
          Look back {formatSpanOfTime(preset)}
        </Entry>
      ))}
      <Entry icon={Link2} value="Copy the instant" onSelect={run(copyInstant)}>
        Copy the instant
      </Entry>
      <Entry
        icon={SunMoon}
        value="Theme dark light"
        onSelect={run(() => setTheme(theme === "dark" ? "light" : "dark"))}
      >
        {theme === "dark" ? "Light theme" : "Dark theme"}
      </Entry>
      <Entry
        icon={Clock}
        value="Times UTC local zone"
        hint="z"
        onSelect={run(() => setZone(zone === "utc" ? "local" : "utc"))}
      >
        {zone === "utc" ? "Times in your zone" : "Times in UTC"}
      </Entry>
      <Entry icon={Keyboard} value="Keys of this page help shortcuts" hint="?" onSelect={run(openHelp)}>
        Keys of this page
      </Entry>
    </Command.Group>
  );
}

interface EntryProps {
  readonly icon: LucideIcon;
  /** What the search matches. */
  readonly value: string;
  readonly onSelect: () => void;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Entry({ icon: Icon, value, onSelect, hint, children }: EntryProps) {
  return (
    <Command.Item value={value} onSelect={onSelect} className="menu-item">
      <Icon size={15} strokeWidth={1.5} aria-hidden="true" />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <kbd className="kbd">{hint}</kbd>}
    </Command.Item>
  );
}
